"""The words by which agreements are known: head nouns, what may stand before them, what they may be about."""

from __future__ import annotations

# Head nouns as written, with the head in lower case and singular.
HEADS = {
    "Treaty": "treaty", "treaty": "treaty", "Treaties": "treaty", "Agreement": "agreement", "agreement": "agreement",
    "Agreements": "agreement", "Accord": "accord", "accord": "accord", "Accords": "accord", "Pact": "pact",
    "pact": "pact", "Convention": "convention", "convention": "convention", "Conventions": "convention",
    "Protocol": "protocol", "protocol": "protocol", "Protocols": "protocol",
    "Memorandum of Understanding": "memorandum of understanding",
    "memorandum of understanding": "memorandum of understanding",
    "Memorandum of Agreement": "memorandum of understanding", "Memorandum": "memorandum",
    "Armistice": "armistice", "armistice": "armistice", "Declaration": "declaration",
    "Joint Declaration": "joint declaration", "joint declaration": "joint declaration",
    "Joint Statement": "joint statement", "joint statement": "joint statement",
    "Joint Communiqué": "joint communiqué", "joint communiqué": "joint communiqué",
    "Joint Communique": "joint communiqué", "joint communique": "joint communiqué", "Communiqué": "communiqué",
    "Compact": "compact", "Covenant": "covenant", "Concordat": "concordat", "Modus Vivendi": "modus vivendi",
    "modus vivendi": "modus vivendi", "System of Preferences": "preference programme", "Final Act": "final act",
    "Arrangement": "arrangement", "Truce": "truce", "FTA": "free-trade agreement",
}  # fmt: skip

# Words that, before a head in lower case, make a description of an agreement: "visa waiver agreement".
MODIFIERS = frozenset((
    "free", "trade", "free-trade", "visa", "waiver", "visa-waiver", "visa-free", "framework", "investment",
    "bilateral", "trilateral", "multilateral", "cooperation", "co-operation", "peace", "border", "boundary",
    "frontier", "maritime", "extradition", "defense", "defence", "military", "security", "commercial", "economic",
    "partnership", "association", "friendship", "double", "taxation", "double-taxation", "tax", "tariff", "customs",
    "preferential", "non-aggression", "nonaggression", "fishing", "fisheries", "air", "services", "service", "open",
    "skies", "cultural", "mutual", "assistance", "nuclear", "arms", "ceasefire", "cease-fire", "status", "forces",
    "safeguards", "technical", "strategic", "science", "technology", "labor", "labour", "readmission", "prisoner",
    "exchange", "transfer", "promotion", "protection", "comprehensive", "navigation", "neutrality", "alliance",
    "transport", "aviation", "basing", "bases", "base", "lend-lease", "reciprocal", "reciprocity", "arbitration",
    "claims", "settlement", "delimitation", "demarcation", "and", "&", "stabilization", "stabilisation", "accession",
    "withdrawal", "disengagement", "water", "energy", "gas", "oil", "pipeline", "civil", "intelligence", "sharing",
    "intelligence-sharing", "information", "migration", "migrant", "refugee", "currency", "swap", "loan", "aid",
    "financial", "environmental", "tourism", "education", "health", "agricultural", "interim", "provisional",
    "preliminary", "secret", "unequal", "executive",
))  # fmt: skip
MODIFIERS_ONLY_INSIDE = frozenset(
    ("and", "&", "secret", "unequal", "executive", "bilateral", "trilateral", "multilateral")
)

# What a treaty may be "of": lists of these go on over commas and "and".
SUBJECTS = (
    "Friendship|Commerce|Navigation|Amity|Peace|Alliance|Cooperation|Co-operation|Limits|Boundaries|Extradition"
    "|Arbitration|Conciliation|Trade|Settlement|Good|Neighborliness|Neighbourliness|Neighborly|Mutual|Assistance"
    "|Security|Defense|Defence|Consular|Rights|Establishment|Protection|Investment|Partnership|Understanding"
    "|Non-Aggression|Neutrality|Union|Association|Economic|Relations|Reciprocity|Fishing|Fisheries|Perpetual"
    "|Friendly|General|Amicable|Recognition|Independence|Boundary|Frontier|Legal|Judicial|Technical|Cultural"
    "|Economy|Brotherhood|Concord|Confidence|Interaction|Principles|Basic|Strategic|Comprehensive|Solidarity"
)

# Capitalised words that begin a sentence or phrase rather than a name.
NOT_IN_A_NAME = frozenset((
    "The", "A", "An", "In", "On", "Under", "This", "That", "These", "Those", "Its", "Their", "His", "Her", "Our",
    "By", "At", "As", "For", "From", "With", "After", "Before", "During", "When", "While", "Since", "Until",
    "However", "Although", "And", "But", "Or", "Both", "Each", "Following", "See", "Also", "Signed", "Signing",
    "Ratified", "Such", "Another", "Other", "No", "Any", "All", "Several", "Two", "Three", "Four", "Five", "First",
    "Second", "Through", "Upon", "Because", "If", "It", "He", "She", "They", "There", "Where", "Which", "Of", "To",
    "Not", "New", "Existing", "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December", "Main", "Article",
))  # fmt: skip
