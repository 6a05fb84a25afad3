# SPDX-License-Identifier: ISC
# Completion of mxctl for fish: options, commands, names of zones.

# Words that are no options, behind the program.
function __mxctl_words
    set -l skip 0
    for word in (commandline -opc)[2..-1]
        if test $skip = 1
            set skip 0
        else if contains -- $word -f -s
            set skip 1
        else if not string match -q -- '-*' $word
            echo $word
        end
    end
end

function __mxctl_commands
    for line in (mxctl -h | string match -r '^  [a-z].*')
        # What a command does begins at this column.
        echo (string split -n ' ' $line)[1]\t(string sub -s 23 $line)
    end
end

# Which mxd is asked.
function __mxctl_asked
    set -l words (commandline -opc)
    for i in (seq (count $words))
        if contains -- $words[$i] -f -s
            # Not echo, which would take -s for its own.
            printf '%s\n' $words[$i] $words[(math $i + 1)]
        end
    end
end

# A server may have a million: those that begin like this.
function __mxctl_zones
    mxctl (__mxctl_asked) zones (commandline -ct)'*' 2>/dev/null |
        string replace -r ' .*' ''
end

function __mxctl_is
    set -l words (__mxctl_words)
    contains -- "$words[1]" $argv
end

# Files where an option wants one, and nowhere else.
complete -c mxctl -f
complete -c mxctl -s f -r -F -d 'The configuration that names the socket'
complete -c mxctl -s h -d 'Print options and commands'
complete -c mxctl -s j -d 'The answer as JSON'
complete -c mxctl -s s -r -F -d 'The socket'
complete -c mxctl -s V -d 'Print the version'
complete -c mxctl -n 'test -z "$(__mxctl_words)"' -a '(__mxctl_commands)'
complete -c mxctl -n '__mxctl_is check reload spread zone zones' -a '(__mxctl_zones)'
complete -c mxctl -n '__mxctl_is log' -a 'error warning notice info debug'
