"""The wire names of the five states of a case."""

REPORTED = "reported"
CONSULTED = "consulted"
RESOLVED = "resolved-locally"
AT_PUSPAGA = "referred-to-PUSPAGA"
AT_UPTD = "referred-to-UPTD"

REFERRED = (AT_PUSPAGA, AT_UPTD)
UNRESOLVED = (REPORTED, CONSULTED, *REFERRED)
ALL = (*UNRESOLVED, RESOLVED)
