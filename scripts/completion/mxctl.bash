# SPDX-License-Identifier: ISC
# Completion of mxctl for bash: options, commands, names of zones.

# The options before the command that say which mxd is asked.
_mxctl_asked()
{
	local i

	for ((i = 1; i < COMP_CWORD; i++)); do
		case ${COMP_WORDS[i]} in
		-f | -s)
			printf '%s\n' "${COMP_WORDS[i]}" "${COMP_WORDS[i + 1]}"
			i=$((i + 1)) ;;
		-*)	;;
		*)	return ;;
		esac
	done
}

# The command that stands there already, if any.
_mxctl_command()
{
	local i

	for ((i = 1; i < COMP_CWORD; i++)); do
		case ${COMP_WORDS[i]} in
		-f | -s)
			i=$((i + 1)) ;;
		-*)	;;
		*)
			printf '%s\n' "${COMP_WORDS[i]}"
			return ;;
		esac
	done
}

_mxctl()
{
	local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]}
	local program=${COMP_WORDS[0]} command
	local -a asked

	case $prev in
	-f | -s)
		compopt -o filenames
		mapfile -t COMPREPLY < <(compgen -f -- "$cur")
		return ;;
	esac
	command=$(_mxctl_command)
	case $command:$cur in
	:-*)
		mapfile -t COMPREPLY < <(compgen -W "-f -h -j -s -V" -- "$cur")
		;;
	:*)
		mapfile -t COMPREPLY < <(compgen -W \
		    "$("$program" -h | sed -n 's/^  \([a-z]*\) .*/\1/p')" \
		    -- "$cur") ;;
	check:* | reload:* | spread:* | zone:* | zones:*)
		# A server may have a million: those that begin like this.
		mapfile -t asked < <(_mxctl_asked)
		mapfile -t COMPREPLY < <(compgen -W \
		    "$("$program" "${asked[@]}" zones "$cur*" 2>/dev/null |
		    cut -d ' ' -f 1)" -- "$cur") ;;
	log:*)
		mapfile -t COMPREPLY < <(compgen -W \
		    "error warning notice info debug" -- "$cur") ;;
	esac
}

complete -F _mxctl mxctl
