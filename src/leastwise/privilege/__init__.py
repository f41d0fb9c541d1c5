"""Least privilege: what is needed beside what is granted, and the smallest policy that covers the needs.

needed       what a function or a role needs, by its code and by its wiring
comparison   what of a role's grants is needed by what, and what is missing
change       what a change of an application newly grants, and what it takes away
usage        what was really used, by logs and reports of AWS

Nothing here knows a framework: grants and needs are the model's, whatever they were written in.
"""
