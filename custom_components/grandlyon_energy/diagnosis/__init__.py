"""What diagnostics and system health say of a home: counts, days, states and codes.

Everything is named here one by one, and nothing is taken over whole: no secret, no number of a meter, contract or
device, no name, no address, no title, no id of a statistic or entity, and no amount of what the home used. What a
service or a person may have written freely is left out, or masked by `text`.
"""
