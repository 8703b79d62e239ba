"""The words by which persons are known: titles and offices, common given names, particles within names."""

from __future__ import annotations

_MINISTERS = (
    "Foreign", "Defense", "Defence", "Interior", "Finance", "Trade", "Justice", "Health", "Education", "Economy",
    "Energy", "Agriculture", "Transport", "Environment", "Culture", "Tourism", "Labor", "Labour", "Home", "State",
    "Chief", "First", "Prime", "Deputy Prime", "Deputy Foreign", "Vice Foreign", "Foreign Affairs", "Cabinet",
    "External Affairs", "Foreign Trade", "Commerce", "Industry", "Security", "Information", "Planning", "Development",
)  # fmt: skip

# Offices and titles that stand directly before a name; also in lower case where marked.
TITLES = (
    *(f"{kind} Minister" for kind in _MINISTERS),
    *(f"{kind.lower()} minister" for kind in _MINISTERS),
    *(f"{kind.capitalize()} minister" for kind in _MINISTERS),
    "PM",
    "President", "president", "Deputy President", "Vice President", "vice president", "Vice-President",
    "vice-president", "Minister",
    "minister", "Premier", "premier", "Vice Premier", "Deputy Premier", "Chancellor", "chancellor", "Vice Chancellor",
    "Secretary of State", "Assistant Secretary of State", "Deputy Secretary of State", "Under Secretary of State",
    "Undersecretary of State", "Acting Secretary of State", "Secretary of Defense", "Secretary of Commerce",
    "Secretary of War", "Secretary of the Treasury", "Secretary of the Navy", "Assistant Secretary",
    "Foreign Secretary", "Secretary", "Under Secretary", "Deputy Secretary", "General Secretary", "Secretary General",
    "Secretary-General", "secretary general", "secretary-general", "Deputy Secretary-General", "Director General",
    "Director-General", "Director", "Chairman", "chairman", "Chairperson", "Chairwoman", "Chair", "Speaker",
    "Managing Director", "Ambassador", "ambassador", "Deputy Ambassador", "High Commissioner", "Commissioner",
    "High Representative", "Special Representative", "Special Envoy", "special envoy", "Envoy", "envoy",
    "Envoy Extraordinary", "Envoy Extraordinary and Minister Plenipotentiary",
    "Ambassador Extraordinary and Plenipotentiary", "Minister Plenipotentiary", "Minister Resident",
    "Minister Resident/Consul General", "Minister-Counselor", "Chargé d'Affaires", "Charge d'Affaires", "Chargé",
    "Chargé d'Affaires ad interim", "Chargé d'Affaires a.i.", "chargé d'affaires", "Chargé d'affaires",
    "Diplomatic Agent", "Consul General", "Consul-General", "consul general", "Consul", "consul", "Vice Consul",
    "Vice-Consul", "Consular Agent", "Commercial Agent", "Agent", "Representative", "Delegate",
    "Permanent Representative", "permanent representative",
    "King", "king", "Queen", "queen", "Emperor", "emperor", "Empress", "Sultan", "sultan",
    "Emir", "emir", "Amir", "Crown Prince", "Prince", "prince", "Princess", "Grand Duke", "Duke", "Archduke", "Czar",
    "Tsar", "Shah", "Regent", "Pope", "pope", "Cardinal", "Archbishop", "Bishop", "Patriarch", "Ayatollah", "Imam",
    "Dalai Lama", "Khedive", "Sheikh", "Sheik", "Shaikh", "Sir", "Dame", "Lord", "Lady", "Baron", "Count", "Viscount",
    "Marquis", "Earl", "First Lady", "Taoiseach", "Viceroy", "Governor", "governor", "Governor General",
    "Governor-General", "Mayor", "Senator", "Congressman", "Congresswoman", "Chief Justice", "Attorney General",
    "Supreme Leader", "Supreme Director", "General", "Gen.", "Lieutenant General", "Lt. Gen.", "Major General",
    "Maj. Gen.", "Brigadier General", "Brigadier", "Colonel", "Col.", "Lieutenant Colonel", "Lt. Col.", "Major",
    "Captain", "Capt.", "Lieutenant", "Lt.", "Admiral", "Adm.", "Rear Admiral", "Vice Admiral", "Commodore",
    "Commander", "Marshal", "Field Marshal", "Generalissimo", "Captain General", "Dictator", "dictator", "Dr.", "Dr",
    "Hon.", "Hon", "Rt Hon", "Mr.", "Mr", "Mrs.", "Ms.", "Prof.", "Professor", "Rev.", "Reverend", "Judge",
)  # fmt: skip

# Words after which the title goes on before the name comes: "Minister of Foreign Affairs and Trade".
MINISTRY_WORDS = (
    "Foreign|External|Internal|Home|Affairs|Relations|Defense|Defence|National|State|War|Navy|Interior|Finance"
    "|Treasury|Trade|Commerce|Industry|Justice|Health|Education|Economy|Economic|Economics|Development|Energy|Transport"
    "|Transportation|Agriculture|Environment|Culture|Tourism|Labor|Labour|Security|Cooperation|Co-operation"
    "|International|Public|Works|Science|Technology|Planning|Information|Religious|Worship|Immigration|Emigration"
    "|European|Integration|Mines|Petroleum|Investment|Youth|Sports|Women|Diaspora|Overseas|Council|Nationals|Staff"
)  # fmt: skip

# What follows a title in capitals without being a name.
NOT_A_NAME = frozenset((
    "Commission", "Staff", "Congress", "Party", "Treaty", "Union", "Court", "Act", "Order", "Accounting",
    "Directorate", "The", "In", "On", "At", "And", "Of", "For", "As", "By", "To", "From", "With", "After", "Before",
    "Deputy", "Acting", "Chief", "High", "Commissioner", "Commissioners", "Representative", "Prince", "King", "Queen",
    "Assembly", "Extraordinaire", "Honorary", "Regent", "Nuncio", "Apostolic", "Non-Aligned", "Agreement", "Council",
    "Electric", "Motors", "System", "Conference", "Secretariat", "Secretary", "Affairs", "Plenipotentiary",
    "Extraordinary", "Resident", "Office", "Designate", "Elect", "Hotel", "General", "Minister", "Ministers",
    "President", "Presidents", "Ministry", "Department", "Embassy", "Consulate", "Committee", "During", "When",
    "While", "However", "Although", "Since", "Until", "He", "She", "It", "His", "Her", "They", "This", "That",
    "These", "Those", "A", "An", "I", "We", "January", "February", "March", "April", "May", "June", "July", "August",
    "September", "October", "November", "December", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday",
    "Saturday", "Sunday", "Prime", "Foreign", "Ambassador", "Ambassadors", "Consul", "Chargé", "Vice", "Republic",
    "Kingdom", "State", "States", "Government", "Parliament", "Diplomatic", "Relations", "Summit", "World", "War",
    "Peace", "Under", "Following", "Former", "Current", "Later", "Then", "Meanwhile", "Its", "Both", "Once", "Like",
    "Subsequently", "Earlier", "Eventually", "Finally", "Also", "Because", "Between", "Against", "Despite", "Upon",
))  # fmt: skip

# A name that ends in one of these is a place, a body or a thing called after a person.
THINGS = frozenset((
    "University", "Island", "Islands", "Airport", "Foundation", "Institute", "Hospital", "Bridge", "Prize", "Street",
    "Square", "Center", "Centre", "Library", "Museum", "School", "College", "Avenue", "Road", "Park", "Stadium",
    "Award", "Falls", "Lake", "River", "Bay", "Mountains", "Mountain", "Peninsula", "Sea", "Strait", "Beach", "City",
    "County", "Province", "Administration", "Commission", "Committee", "Organization", "Association", "Company",
    "Corporation", "Bank", "Party", "Movement", "Doctrine", "Plan", "Line", "Declaration", "Agreement", "Agreements",
    "Treaty", "Accord", "Accords", "Pact", "Protocol", "Convention", "Act", "Airlines", "Times", "Post", "News",
    "Press", "Journal", "House", "Hall", "Palace", "Church", "Cathedral", "Temple", "Group", "Ltd", "Inc", "Republic",
    "Kingdom", "Empire", "Office", "Embassy", "Consulate", "Fund", "Initiative", "Fellowship", "Memorial",
    "Community", "Council", "Union", "Crisis", "Affair", "Report", "Commonwealth", "Region", "Desert", "Canal",
    "Channel", "Port", "Fort", "Base", "Station",
))  # fmt: skip

PARTICLES = "de|da|do|dos|das|del|della|di|du|van|von|der|den|ter|la|le|el|al|bin|ben|ibn|bint|y|e|zu|abu|ould|st"

GIVEN_NAMES = frozenset("""
Aaron Abdallah Abdel Abdelaziz Abdou Abdoulaye Abdul Abdulaziz Abdullah Abraham Adam Adolf Adrian Ahmad Ahmed Alan
Albert Alberto Alejandro Aleksandar Aleksander Alex Alexander Alexandre Alexandros Alexei Alfonso Alfred Alfredo Ali
Alice Alison Allen Alvaro Amadou Amir Anastasio Anatoly Andre Andrea Andreas Andrei Andres Andrew Andrzej André Andrés
Angela Anna Anne Anthony Antoine Anton Antonio Antony António Aristides Armando Arnold Arthur Arturo Askar Atal
Augusto Aung Baldwin Barack Bashar Benazir Benigno Benito Benjamin Bernard Bill Bob Boris Brian Bruce Carl Carla
Carlos Carol Caroline Caspar Catherine Cecil Cesar Charles Chester Chris Christine Christopher Claude Colin
Condoleezza Constantine Cristina Cyrus César Dag Daniel David Dean Deng Denis Dennis Desmond Diana Didier Diego Dilma
Dimitri Dmitry Dominique Donald Douglas Dwight Edgar Edmund Eduard Eduardo Edward Edwin Eleanor Elias Elisabeth
Elizabeth Ellen Emil Emilio Emmanuel Enrique Enver Eric Erich Ernest Ernesto Eugene Eva Evo Faisal Felipe Ferdinand
Fernando Fidel Francis Francisco Francois Frank Franklin François Frederick Friedrich Félix Gamal Gary Geoffrey Georg
George Georges Gerald Gerhard Getúlio Giovanni Giulio Giuseppe Gloria Goran Gordon Gough Gregory Guillermo Gustav
Gustavo Gyula Habib Hafez Haile Hamad Hamid Hans Hans-Dietrich Harold Harry Hassan Hector Heinrich Heinz Helen Helmut
Henri Henrique Henry Herbert Herman Hermann Hilary Hillary Hiroshi Hosni Houphouët Howard Hubert Hugh Hugo Hussein Ian
Ibrahim Idi Idriss Ignacio Ilham Imran Indira Ion Irving Isaac Isabel Isaias Islam Ismail Ivan Ivo Jacob Jacques Jair
Jakaya Jamal James Jan Jane Janet Janez Jason Javier Jawaharlal Jean Jean-Bertrand Jean-Claude Jean-Jacques Jean-Marie
Jean-Pierre Jeffrey Jens Jeremy Jerry Jesse Jessica Jesús Jiang Jim Jimmy Joachim Joan Joao Joaquim Joaquín Joe Joel
Johan Johann John Johnny Jomo Jon Jonas Jonathan Jorge Josaphat Jose Josef Joseph Joshua Josip José Jozef João Juan
Judith Julia Julian Julio Julius Justin Józef Kamal Karel Karen Karl Katherine Keith Kenneth Kevin Khalid Kim Klaus
Kofi Konrad Konstantin Kurt Kwame Kyriakos Lajos Larry Laurence Laurent Lawrence Lech Lee Leo Leon Leonard Leonid
Leopold Leopoldo Leslie Lester Lionel Lloyd Louis Louise Lucas Luigi Luis Luiz Lyndon Mahmoud Malcolm Manmohan Manuel
Mao Marc Marcel Marco Marcos Margaret Maria Marie Mario Marshall Martin Martti Mary María Matteo Matthew Maurice
Mauricio Maxwell Menachem Mengistu Michael Michel Michelle Miguel Mike Mikhail Milan Miloš Milton Mobutu Mohamed
Mohammad Mohammed Mohamud Moshe Muammar Muhammad Muhammadu Murray Mustafa Nancy Napoleon Narendra Natalia Nelson
Neville Newton Nicholas Nicolae Nicolas Nicolás Nikita Nikola Nikolai Norman Nouri Nursultan Olaf Oleg Oliver Olof
Olusegun Omar Oscar Otto Pablo Patrice Patricia Patrick Paul Paulo Pedro Pervez Peter Petr Philip Philippe Pierre
Pietro Porfirio Radovan Rafael Rajiv Ralph Ramon Ramón Raul Raymond Raúl Rebecca Recep Reinhard Rene René Ricardo
Richard Rigoberta Rishi Robert Roberto Rodrigo Rodrigue Roger Roland Ronald Rosa Roy Rudolf Rupert Russell Saddam
Salvador Samora Samuel Sandra Sarah Sebastian Sebastián Sergei Sergey Sergio Shimon Shinzo Sigmundur Silvio Simon
Simón Slobodan Sophie Spencer Stanley Stefan Stephen Steve Steven Stuart Susan Sylvanus Syngman Sékou Tarja Tassos Ted
Teodoro Terence Theodor Theodore Theresa Thomas Thor Tim Timothy Todor Tom Tomas Tomás Tony Ulysses Vaclav Valentin
Valéry Vasil Vicente Victor Viktor Vincent Vincente Vladimir Vladimiro Vojislav Volodymyr Václav Walter Warren Wilhelm
Willem William Willy Wilson Winston Wladyslaw Wolfgang Woodrow Władysław Xi Yasser Yasuhiro Yitzhak Yoshihide Yoweri
Yuri Yves Zbigniew Zine Zoran Álvaro Ángel Óscar
""".split())  # fmt: skip  # noqa: SIM905
