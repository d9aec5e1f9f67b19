"""Hearing what a multilingual public says: a plain library, one file a chapter.

    language    which language a text is in
    tone        how it sounds, by a small model a language (features, weights, training, scores)
    intervals   how sure a figure is, one voice per author
    cells       what is too small to show
    votes       votes on statements as a sparse table
    projection  the two directions in which people differ most
    clusters    groups on that plane, and whether they are stable
    claims      what all groups agree on and what tells them apart
    routing     which statement a person is asked about next
    groups      the five chapters before, in one call (polis: checked against pol.is)
    themes      key phrases of one set of texts against the rest
    quotes      texts that stand for many
    similar     titles that say nearly the same
    tables      votes and labelled texts from files

Functions are pure and take plain sequences and arrays; results are frozen dataclasses. It knows nothing
of the portal. `python -m analysis --help` has the same on the command line.
"""
