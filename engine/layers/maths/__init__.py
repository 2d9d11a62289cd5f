"""The maths family: functions and operations to build formulas from."""
