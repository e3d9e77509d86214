"""A person in a browser: the pages of a real Home Assistant with the integration, used by what stands on them.

`scripts/browser` runs it: one language after the other or both at once, each in a Home Assistant of its own (`house`).
`test_as_a_person` is what is done there; `fixtures` opens the browser and looks after what nobody should see; `words` has
every text; each other file knows one page.
"""
