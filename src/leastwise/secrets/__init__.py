"""Secrets: what looks like one, and which names promise one."""
