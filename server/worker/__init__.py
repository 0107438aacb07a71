"""The processes that answer: forked from one that has everything loaded, and thrown away at need.

They speak WSGI to the application and packets to the front, of which they import nothing.
"""
