"""Fault runs: `python -m faults` (make faults). Real processes, killed; a ledger says what arrived."""
