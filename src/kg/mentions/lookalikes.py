"""The words that tell a country's name from a name that merely contains it: lexical knowledge, no reference data.

``LOOKALIKES`` are fixed names that win as the longest match and are then dropped; the sets below feed the checks on
what stands directly before and after a country's name.
"""

from __future__ import annotations

US_STATES = (
    "Alabama", "Alaska", "Arizona", "Arkansas", "California", "Colorado", "Connecticut", "Delaware", "Florida",
    "Hawaii", "Idaho", "Illinois", "Indiana", "Iowa", "Kansas", "Kentucky", "Louisiana", "Maine", "Maryland",
    "Massachusetts", "Michigan", "Minnesota", "Mississippi", "Missouri", "Montana", "Nebraska", "Nevada",
    "New Hampshire", "New Jersey", "New Mexico", "New York", "North Carolina", "North Dakota", "Ohio", "Oklahoma",
    "Oregon", "Pennsylvania", "Rhode Island", "South Carolina", "South Dakota", "Tennessee", "Texas", "Utah",
    "Vermont", "Virginia", "West Virginia", "Wisconsin", "Wyoming",
)  # fmt: skip

LOOKALIKES = (
    *US_STATES, "New England", "New South Wales", "New Caledonia", "New Britain", "New Ireland", "New Brunswick",
    "Nova Scotia", "South China Sea", "East China Sea", "Indian Ocean", "Indo-Pacific", "Indo-European", "Indo-Aryan",
    "Anglo-Saxon", "Indo-China", "Anglo-Saxons", "North Pole", "South Pole", "Indochina", "Gulf of Guinea",
    "Gulf of Mexico", "Gulf of Oman", "Gulf of Thailand", "Sea of Japan", "Irish Sea", "Norwegian Sea",
    "Philippine Sea", "Philippines Sea", "English Channel", "Mozambique Channel", "Panama Canal", "Panama Canal Zone",
    "Canal Zone", "Cuban Missile Crisis", "Panama Papers", "Panama hat", "Panama disease", "Brazil nut", "Guinea pig",
    "guinea pig", "Guinea fowl", "Guinea worm", "Turkey vulture", "American Samoa", "North America", "South America",
    "Central America", "Latin America", "Americas", "North American", "South American", "Central American",
    "Latin American", "Pan-American", "Inter-American", "Native American", "Native Americans", "African American",
    "African Americans", "African-American", "African-Americans", "American Indian", "American Indians",
    "West Indian", "West Indies", "East Indies", "Dutch East Indies", "West Indians", "British Columbia",
    "British Isles", "British Virgin Islands", "British Indian Ocean Territory", "French Guiana", "French Polynesia",
    "French Southern", "French Riviera", "Dutch disease", "Danish Straits", "German measles", "Spanish flu",
    "Spanish Sahara", "Spanish Morocco", "Spanish language", "English language", "French language", "German language",
    "Arabic language", "Portuguese language", "Dutch language", "Russian language", "Chinese language",
    "Japanese language", "Korean language", "Korean Peninsula", "Korean peninsula", "Korean War", "Iberian",
    "Swiss Re", "Jordan River", "Jordan Valley", "River Jordan", "Niger Delta", "Niger River", "River Niger",
    "Congo River", "River Congo", "Congo Basin", "Congo basin", "Lake Chad", "Lake Malawi", "Chad Basin",
    "Senegal River", "Gambia River", "River Gambia", "Paraguay River", "Uruguay River", "Suriname River",
    "Lake Nicaragua", "Dominican Order", "CONTACT US", "ABOUT US", "JOIN US", "FOLLOW US", "Contact US", "About US",
    "New Delhi Declaration", "Washington Post", "The Washington Post", "New York Times", "Moscow Times",
    "Jerusalem Post", "Tehran Times", "Washington State", "Washington state", "Washington Consensus",
    "George Washington", "Lima bean", "Havana cigar", "Paris Club Agreed Minutes", "Berlin Wall", "Berlin Blockade",
    "Bern Convention", "Vienna Convention on", "India Company", "East India Company", "British East India Company",
    "Dutch East India Company",
)  # fmt: skip

# Names that several countries share: each use is that of the one which the document names most.
SHARED_NAMES = {
    "Congo": ("Republic of the Congo", "Democratic Republic of the Congo"),
    "Congolese": ("Democratic Republic of the Congo", "Republic of the Congo"),
    "Korea": ("South Korea", "North Korea"),
    "Korean": ("South Korea", "North Korea"),
    "Koreans": ("South Korea", "North Korea"),
    "Dominican": ("Dominican Republic", "Dominica"),
    "Dominicans": ("Dominican Republic", "Dominica"),
}

# Capitals that are as often a person's name or another place: not after a capitalised word.
NAME_LIKE_CAPITALS = frozenset(
    ("Victoria", "Hamilton", "Stanley", "Kingston", "Wellington", "Georgetown", "Jamestown", "Santiago", "Nelson")
)

# Demonyms that are something else far more often.
NEVER = frozenset(("Pole",))

# What, standing directly after a country's name, makes the two the name of a place in nature, a city or a beast.
NOT_A_COUNTRY_BEFORE = frozenset((
    "River", "Delta", "Channel", "Basin", "Sea", "Strait", "Straits", "Ocean", "Canal", "Bay", "Peninsula", "Valley",
    "Desert", "Mountains", "Lake", "Tunnel", "Street", "Avenue", "Road", "Square", "County", "Township", "Trench",
    "Current", "Plateau", "Gulf", "City", "University",
))  # fmt: skip

# What, standing directly before a country's name, makes the two the name of a place in nature or a town.
NOT_A_COUNTRY_AFTER = (
    "Lake ", "Gulf of ", "Sea of ", "Bay of ", "Strait of ", "Straits of ", "Isthmus of ", "Bight of ", "Cape of ",
    "River ", "Mount ", "Fort ", "Port of ", "Little ", "Port ", "Rio ", "San ", "Santa ", "New ", "Nueva ", "Nuevo ",
)  # fmt: skip

AMERICAN_CITIES = (
    "Atlanta", "Augusta", "Savannah", "Athens", "Macon", "Columbus", "Fort Benning", "Fort Moore", "Fort Stewart",
    "Plains", "Albany", "Marietta", "Decatur", "Valdosta", "Sea Island", "Kings Bay", "Warm Springs", "Brunswick",
)  # fmt: skip

# Countries whose names are common given names or surnames in English.
GIVEN_NAME_COUNTRIES = frozenset({"Chad", "Jordan", "Georgia", "Israel", "Kenya", "Cyprus", "India"})
SURNAME_COUNTRIES = frozenset(
    {"Jordan", "Israel", "Holland", "Ireland", "England", "France", "Poland", "Chad", "Wales"}
)

# Nouns for the people of a country that are not its adjective with an "s", by a name of the country.
PEOPLES = {
    "Finland": ("Finn", "Finns"), "Sweden": ("Swede", "Swedes"), "Denmark": ("Dane", "Danes", "Danish"),
    "Poland": ("Poles", "Polish"), "Turkey": ("Turks", "Turkish"), "Spain": ("Spaniard", "Spaniards", "Spanish"),
    "United Kingdom": ("Briton", "Britons", "British"), "France": ("Frenchman", "Frenchmen", "French"),
    "Netherlands": ("Dutchman", "Dutch"), "Ireland": ("Irishman", "Irish"), "Philippines": ("Philippine", "Filipino",
    "Filipinos"), "New Zealand": ("New Zealander", "New Zealanders"), "Croatia": ("Croat", "Croats", "Croatian"),
    "Serbia": ("Serb", "Serbs", "Serbian"), "Iceland": ("Icelander", "Icelanders", "Icelandic"), "Luxembourg":
    ("Luxembourgish",), "Afghanistan": ("Afghans", "Afghan"), "Kazakhstan": ("Kazakh", "Kazakhs", "Kazakhstani"),
    "Uzbekistan": ("Uzbek", "Uzbeks"), "Tajikistan": ("Tajik", "Tajiks"), "Turkmenistan": ("Turkmen",),
    "Kyrgyzstan": ("Kyrgyz", "Kirghiz"), "Argentina": ("Argentine", "Argentines", "Argentinian"), "Israel":
    ("Israeli", "Israelis"), "United States": ("American", "Americans"), "Saudi Arabia": ("Saudi", "Saudis"),
    "Switzerland": ("Swiss",), "Czech Republic": ("Czech", "Czechs"), "Slovakia": ("Slovak", "Slovaks"),
    "Slovenia": ("Slovene", "Slovenes", "Slovenian"), "Bosnia and Herzegovina": ("Bosnian", "Bosnians"),
    "Soviet Union": ("Soviet", "Soviets"), "Thailand": ("Thai", "Thais"), "Laos": ("Lao", "Laotian", "Laotians"),
    "Myanmar": ("Burmese",), "Ivory Coast": ("Ivorian", "Ivorians"), "Greece": ("Greek", "Greeks", "Hellenic"),
    "Madagascar": ("Malagasy",), "Lesotho": ("Basotho",), "Botswana": ("Botswanan", "Motswana", "Batswana"),
}  # fmt: skip

# Combining forms before a hyphen ("Sino-Indian"), by a name of the country.
COMBINING_FORMS = {
    "Sino": "China", "Franco": "France", "Anglo": "United Kingdom", "Russo": "Russia", "Finno": "Finland",
    "Greco": "Greece", "Graeco": "Greece", "Indo": "India", "Italo": "Italy", "Hispano": "Spain", "Luso": "Portugal",
    "Turco": "Turkey", "Turko": "Turkey", "Nippo": "Japan", "Austro": "Austria", "Polono": "Poland", "Serbo": "Serbia",
    "Dano": "Denmark", "Swedo": "Sweden", "Hungaro": "Hungary", "Romano": "Romania", "Belgo": "Belgium",
    "Germano": "Germany", "Israelo": "Israel", "Irano": "Iran", "Americano": "United States", "Syro": "Syria",
}  # fmt: skip

# Abbreviations that mean another organization in the World Factbook's list of participations than they do in prose.
IN_FIELDS = {"IDB": "Islamic Development Bank"}
