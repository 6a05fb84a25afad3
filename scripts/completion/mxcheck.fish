# SPDX-License-Identifier: ISC
# Completion of mxcheck for fish: options, ids of checks, files.

function __mxcheck_ids
    mxcheck -l | string replace -r '^(\S+) +(\S+) +(.*)$' '$1\t$2: $3'
end

complete -c mxcheck -s b -r -d 'A version before, to compare'
complete -c mxcheck -s C -r -d 'The certificate of a mail host: host=file'
complete -c mxcheck -s e -x -a '(__mxcheck_ids)' -d 'Explain a check'
complete -c mxcheck -s f -r -d 'All zones of a configuration'
complete -c mxcheck -s h -d 'Print the options'
complete -c mxcheck -s j -d 'Findings as JSON'
complete -c mxcheck -s l -d 'List all checks'
complete -c mxcheck -s o -x -d 'The name of the zone'
complete -c mxcheck -s P -r -d 'The MTA-STS policy of a domain: domain=file'
complete -c mxcheck -s q -d 'Errors only'
complete -c mxcheck -s t -r -d 'A template for the domains of this list'
complete -c mxcheck -s v -d 'Advice too'
complete -c mxcheck -s V -d 'Print the version'
complete -c mxcheck -s W -d 'Warnings count as errors'
