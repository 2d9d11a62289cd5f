"""The losses family: how wrong is the network?"""
