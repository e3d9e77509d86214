"""Every parser fed with replies, files and texts that were spoilt: only what its docstring promises comes out."""
