"""How the administration writes days and hours: as `core.templatetags.times` does on the other pages.

Django's own English is that of the United States, with "5 p.m." and weeks that begin on Sundays.
"""
