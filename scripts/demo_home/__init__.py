"""The demo: a real Home Assistant, filled through its own page from the emulated services, checked against the truth.

`__main__` tells the story; each other file is one thing it needs. Only `servers` starts processes, only
`home_assistant` speaks to Home Assistant, and what `truth`, `check`, `log`, `table` do is pure.
"""
