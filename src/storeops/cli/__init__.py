"""The command line: the same work as on the screens, for scripts, far machines and people who like to type.

What a command answers is on standard output, what it has to say besides is on standard error; with `--json` the
answer is exactly one JSON document. Exit codes: `exit_codes.ExitCode`.
"""
