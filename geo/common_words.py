"""Everyday words that are also place names: the only list of what is not taken for a place inside a sentence.

Legal is a town in Alberta and Hope one in British Columbia, but "legal aid" and "hope centre" ask for neither.
A word belongs here when it may stand in a question about services. First names stand here because services are
named after people.
"""

from __future__ import annotations

ENGLISH = """
    academy advance agency aid alert alliance ascension association assumption attorney avalon awareness baby bank
    bath bed beds bend blanket block blood bloom board bounty bow branch bridge bright calmer camp cardinal care
    case caring cathedral celtic central centre center century champion chance change chase child choice church
    circle citadel clinic coast college commons community companion concession concord congress consul connection
    conservation cook cooper coral council courage court cousins cover crescent crisis cross crossing crossroads
    crown dance dawn day deacon deer delta discovery dome dragon dream driver eagle economy elder elders electric
    emergency endeavour engineer enterprise entrance equity evergreen exhibition extension faith family farm
    farewell federal federation fellowship fertile field fir first fleet food foremost forest fortune foundation
    fountain four free freedom friend friends friendship frontier gambler garden gardens gate gates gateway girls
    gem glory grace grants grass gray grey hall halfway hall harbour harmony haven hay headquarters healing health
    heart hearth help heritage high highway hill hills holiday home homes hood hope hopewell horizon hospital
    hospice house housing hub independence inland insight interval island journey joy jubilee judge justice key
    keystone kids king kings lake lakes landing landmark lanes law lawn leader learning legacy legal lens liberty
    lifeline light likely line link living long lotus love loyal major manor maple marathon maternal meadow medical
    men merit metropolitan migrant milestone million mirror mission mobile moms monitor mother mothers mountain
    native need net network new newcomer night north northern northwest nurse nursery oasis office old open outlet
    outlook outreach park passage path pathways patience peace peers people phoenix pharmacy pillar pioneer pivot
    place plain plenty point police pool port portage porter portal post press price prince princess progress
    project prospect prosperity queens quick rainbow range ranger rapid raven read reading recovery red refuge
    region reliance relief reserve resource resources resort revenue reward rights ripple rivers river road rock
    rose royal safe safety sage salvage sanctuary school sea second senate sentinel service settlement shelter
    shore sick sister sisters society south sovereign spirit spring springs spanish standard star start station
    stone stop strange street strong student success summit sun sunrise sunset sunshine support surprise survivor
    temple terrace tide tiny tomorrow town trail transition treatment trinity truth tunnel union united unity
    university upper uptown valley vanguard veteran veterans victory view village vine violet vista voice walk
    walker walkers warden warren way welcome wells well west western wing winter women wood woods worker workers
    youth young
"""
FRENCH = """
    accueil aide ami amis amitie appel argue arret asile auberge avenir barriere bassin bienvenu bourgeois bras
    brule canal carrefour caserne centre chalet chance chapeau chute cite clair cle clinique coeur college colline
    concorde conseil cote coulee croix defense demeure dentiste dispensaire domaine droit droits eau ecole ecoute
    eglise embarras enfant enfants ensemble entraide envol equipe escale espace espoir essor etape etoile famille
    femme femmes fille filles fontaine force forge foyer gare gouverneur grand grande groupe habitant halte havre
    hebergement hopital ile jour juge justice lac ligne logement loge lumiere main maison marche mer mere meres mere
    metropole milieu mission montagne mont monde municipal nation nations neige nord nouvelle nuit ouest oasis paix
    paradis parc parole partage passage pays paysan personne phare plage plateau pointe police pont porte poste
    premiere presse prevention refuge relais relance relevailles reserve ressource ressourcement rive rives riviere
    romaine rose rouge route rue sable sante secours sentier service services soin soins soleil solidarite source
    sources sud toit traite transition travail traverse triangle union urgence urgent vallee victoire vie vieux
    village ville violence vivre voix
"""
FIRST_NAMES = """
    adelaide albert alexander alexandra alexis alice alison allan amelia andrew anna anne anthony antonio arthur
    aurora beatrice benoit bernard bertrand blanche brenda bruce bruno carlos carol caroline catherine cecil charles
    christina claire clara clarence claude clement cody curtis cynthia daly dana david dean denis dennis derek
    donald doris dorothy douglas drew duncan edgar edward eleanor elie elizabeth ellen emma erin esther eva evelyn
    faith florence francis frank franklin fred gabriel george gerald glenda gordon grace graham gregory guy harold
    harris harry harvey helen henri henry herbert howard irene iris isaac ivan jack jackson jacques james jane janet
    jean jeffrey jesus john joseph josephine joy julie kathleen keith kelly kevin kyle laura laurence lawrence leo
    leon leonard leslie lewis louis louise lucy luke lynn madeleine malcolm marc marco margaret marguerite maria
    marie martha martin mary matthew maxwell melissa michael michel miriam monica nelson neil nicholas nicole nora
    noel norman oliver oscar patricia patrick paul pearl peter philip pierre ralph raymond rebecca regis richard
    rita robert robin roger roland rosa rosemary ross roy russell ruth samson samuel sandra sara sarah scott sharon
    shirley simon simone smith solomon sophie stanley stella stephen steven stewart susan theodore theresa therese
    thomas tracy vanessa victor vincent violet virginia vivian walter wanda warren wayne william williams winston
    yvonne
"""
LANGUAGES_AND_PEOPLES = """
    algonquin anishinaabe arabic arabe atikamekw blackfoot chinese cree creole dene english farsi first francais
    french german greek gujarati haida hindi huron hungarian innu inuit italian korean latin metis mikmaq mohawk
    naskapi native ojibwa ojibway ojibwe oneida persian pashto polish portuguese punjabi romanian russian salish
    saulteaux sioux somali spanish swahili tagalog tamil ukrainian urdu vietnamese
"""
SMALL_WORDS = """
    a about ain alb all an and any are as at au aux avec ba been but by can ce ces cette chez ct dans de des do does
    du elle elles en ens est et eux for from get has have he her him his how i il ils in is it je jetait k la le les
    leur likely low lui ma man me mes mi mo mon my near no non nos not notre nous ne nu nun of on one open or ou our
    par pas pe pour pres put que qui read sa say se see she sine sion so son st ste sur t ta te than that the their
    them there they this to ton tous tout tu two un une up us vers vos votre vous was we were what when where which
    who why will with ye you your
"""
COMMON = frozenset(f"{ENGLISH} {FRENCH} {FIRST_NAMES} {LANGUAGES_AND_PEOPLES} {SMALL_WORDS}".split())
"""Folded words (see geo.names): without accents, in lower case."""
LINKING = frozenset(SMALL_WORDS.split()) - {"k", "la", "le", "les", "st"}
"""Small words that no name begins or ends with, as "La Ronge" and "St. Albert" do."""
