# SPDX-License-Identifier: ISC
# Completion of mxcheck for bash: options, ids of checks, files.

_mxcheck()
{
	local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]}
	local program=${COMP_WORDS[0]}

	case $prev in
	-e)
		mapfile -t COMPREPLY < <(compgen -W \
		    "$("$program" -l 2>/dev/null | cut -d ' ' -f 1)" -- "$cur")
		return ;;
	-o)
		return ;;
	esac
	case $cur in
	-*)
		mapfile -t COMPREPLY < <(compgen -W \
		    "-b -C -e -f -h -j -l -o -P -q -t -v -V -W" -- "$cur")
		return ;;
	esac
	compopt -o filenames
	mapfile -t COMPREPLY < <(compgen -f -- "${cur#*=}")
}

complete -F _mxcheck mxcheck
