"""The demo: a real Home Assistant, filled through its own page from the emulated services, checked against the truth.

`__main__` is the command; `once` tells what happens with `--once`, in `steps`; each other file is one thing they need.
Only `servers` starts processes, only `home_assistant` speaks to Home Assistant, and what `changes`, `check`,
`expected`, `log` and `table` do is pure.
"""
