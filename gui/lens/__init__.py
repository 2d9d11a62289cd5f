"""The lens: the derivative of any number by anything, chosen by two clicks and shown in place of the run."""
