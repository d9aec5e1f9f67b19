"""Hearing what a multilingual public says: a plain library, one file a chapter.

One text
    language     which language it is in (alphabets, slavic)
    tone         how it sounds, by a small model a language (normalising, features, negation, topicwords,
                 sentences)
    stance       whether it is for or against something named, estimated (stance_training, seeds)
    vectors      sentence vectors, an extra (heads: what they add to tone)
    training     how the models are made (fitting, valence, pictures; weights: files and cards, scores)

Many texts
    themes       key phrases, and what tells two sides apart (phrases, lemmas, wording, stopwords)
    across       themes across languages
    quotes       texts that stand for many (privacy: what points at a person)
    similar      titles that say nearly the same
    campaigns    what many posted in nearly the same words, as evidence (minhash, duplicates, meaning,
                 evidence)

Figures
    heard        one voice per author, however many texts (numbering)
    intervals    how sure a figure is (resampling: the bootstrap behind it)
    audit        how wrong the machine is, from labelled texts (agreement: of those who label)
    shares       how far a share of people moved between two windows
    estimates    net tone of many people, corrected by an audit
    changes      what moved: between windows, in a series, in volume (tails: of what has no spread)
    cells        what is too small to show, and totals that would tell it
    weighting    what a figure would be if those heard were as many of each part as live

Votes
    votes        votes on statements as a sparse table (ballots: from raw ones; joining, tables: from files)
    projection   the two directions in which people differ most
    clusters     groups on that plane (stability: whether they are there)
    claims       what all groups agree on and what tells them apart
    groups       these four in one call (polis: checked against pol.is; updates: carried on; saving)
    routing      which statement a person is asked about next (prediction: how they would vote)
    coordinated  accounts that vote as one (alike: which ballots are alike)
    robustness   how far planted accounts can move claims and tone (robustness_report, attacks, attack_words,
                 vote_attacks)

What all of these stand on
    given        what callers hand in, checked: texts, people, numbers and draws
    arrays       numbers from files, checked (weights, saving); records does so for lines of JSON

On no page of the portal yet: stance, across, similar, prediction, coordinated and robustness, with what
stands beside them in brackets, `themes.contrasts` and `changes.shifts`. polis is there to check groups by.

Functions are pure and take plain sequences and arrays; results are frozen dataclasses. It knows nothing
of the portal. `python -m analysis --help` has the same on the command line.
"""
