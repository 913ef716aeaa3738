"""Notices that somebody may be at risk. Never a reason to punish: it brings help and people.

Grades, from no concern to the gravest: `lookalike` (an idiom of pain or of fun), `distress`,
`worry` (about somebody else), `risk` (wishes to die or self-harm, no intent), `intent` (wants or
means to act), `plan`, `method`, `pact` and `encourage` (wants somebody else to).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from moderation.screening.detectors.base import Finding, Reading, apply, either, rule

SELF = r"(?:my ?self|me self)"
WANT = (
    r"(?:want(?:ed|ing)?|wanna|wants|need|ready|going|gonna|gunna|finna|about|plan(?:ning)?"
    r"|trying|tempted|decided|intend(?:ing)?|ima|id like|thinking (?:about|of)|thoughts? (?:about|of)"
    r"|feel(?:ing)? like|urges?|considering|dream(?:ing)? (?:about|of))"
)
END = (
    r"(?:(?:kill(?:ing)?|off(?:ing)?|end(?:ing)?|unaliv(?:e|ing)|hang(?:ing)?|shoot(?:ing)?"
    rf"|drown(?:ing)?|poison(?:ing)?) {SELF}"
    r"|end(?:ing)? (?:my (?:own )?life|it all|things|my existence)|tak(?:e|ing) my (?:own )?life"
    r"|commit(?:ting)? (?:suicide|sewerslide|sewer slide)|die by suicide|unaliv(?:e|ing)"
    r"|kms|do(?:ing)? (?:it|something stupid) tonight|go to sleep and (?:never|not) wake up)"
)
HARM = rf"(?:(?:hurt|harm|cut|burn|starv|punish)(?:e|t?ing)? {SELF}|self[ -]?harm(?:ing|ed)?|cutting again)"
NEVER = r"(?:not|never|dont|doesnt|didnt|isnt|arent|wasnt|wouldnt|wont|no longer|without)"
OTHER = (
    r"(?:(?:my|our|his|her|their|a|this) (?:(?:best|little|big|older|younger|close|good|online) )?"
    r"(?:friend|mate|sister|brother|mum|mom|dad|mother|father|son|daughter|cousin|wife|husband"
    r"|partner|girlfriend|boyfriend|roommate|housemate|neighbou?r|classmate|buddy|child|kid)"
    r"|someone (?:i know|here|in (?:this|the|my) (?:group|chat|class))|somebody (?:i know|here)"
    r"|she|he|they|this (?:person|member|girl|boy|guy)|another member|@\w+)"
)
THEIR = r"(?:her|him|them|their|his)(?: ?self| ?selves)"

# The score of what is said so plainly that it counts beside a head that hears nothing.
PLAIN = 0.9

LOOKALIKE = (
    r"(?:is|are|was|were|its|been|be|r|absolutely|literally) (?:\w+ )?killing me",
    r"kill(?:s|ed|ing)? (?:the|this|my|off the|some|that) (?:pain|ache|headache|migraine|time|mood|vibe|battery|buzz|bugs?|weeds)",
    r"(?:to|would|could|id|ill|i|gonna|might|just|nearly|almost) (?:\w+ )?die(?:d)? (?:of|from|with) (?:laughter|laughing|embarrassment|embarrassed|shame|boredom|cringe|happiness|excitement|heat|hunger|thirst|the heat)",
    r"(?:could have|couldve|nearly|almost) died (?:laughing|of \w+|when|inside)",
    r"(?:dying|died|dead) (?:of|from|with) (?:laughter|laughing|embarrassment|boredom|cringe|curiosity)",
    r"dying (?:to|for) (?:a |an |some |my |the )?\w+", r"dying (?:laughing|over here)", r"to die for",
    r"(?:id|would|could) kill for", r"dress(?:ed)? to kill", r"kill(?:ed|ing)? it", r"kill(?:er)? (?:heels|workout|outfit)",
    r"(?:my )?(?:phone|battery|laptop|car|plant|plants|wifi|signal|tablet|controller) (?:is |just |has |keeps )?(?:died|dead|dying|die|dies)",
    r"(?:im|i am|im so|literally) dead (?:lol|lmao|haha|tired|on my feet)", r"dead (?:tired|leg|legs|line|lift|lifts)",
    r"suicide (?:squad|prevention|awareness|bomber|bombers|burn|doors?|grip)", r"over my dead body",
    r"(?:shoot|kick|bite|pat) (?:me|myself) in the (?:foot|leg)", r"beat(?:ing)? myself up", r"kick(?:ing)? myself",
    r"cut(?:ting)? myself (?:some slack|a slice|off|short|shaving|on (?:the|a|some) \w+)",
    r"(?:hurt|burn(?:t|ed)?|cut) myself (?:at|on|playing|lifting|in|doing|by accident|accidentally|cooking|when|while|again (?:at|in|on|doing|playing))",
    r"stab(?:bing)? pains?", r"shooting pains?", r"burning pains?", r"murder(?:ing)? (?:on )?my (?:back|knees|feet|hips|hands)",
    r"end(?:ing)? (?:it all|things) with (?:him|her|them|my \w+)", r"end(?:ing)? things (?:between|on)",
)  # fmt: skip
NEGATED = (
    rf"(?:{NEVER})(?: \w+){{0,3}} (?:suicidal|suicide|{END}|{HARM}|want(?:ed)? to die|wanted to die|thoughts? of suicide)",
    r"(?:suicide|self[ -]?harm) (?:hot ?line|help ?line|line|prevention|awareness|leaflet|training|note template)s?",
    r"suicide (?:squad|prevention|awareness|bombers?|burn|doors?|grip)",
)
# Behind somebody: what they did once, and stopped.
OVERCOME = (rf"(?:used to|stopped|quit|havent|have not|hadnt|no longer) (?:\w+ )?{HARM}",)
GLADNESS = (r"glad (?:im|i am|to be) (?:still )?(?:here|alive)",)

RULES = (
    rule(
        "crisis.pact", 1.0,
        r"(?:lets|we (?:could|should|can|will)|shall we|wanna|want to|who wants to|anyone (?:want|wanna)(?: to)?) (?:\w+ ){0,3}?(?:die|kill ourselves|end it|go) together",
        r"suicide pact", r"(?:do|end) it (?:all )?together tonight",
    ),
    rule(
        "crisis.encourage", 1.0,
        r"(?:go|just|should|could|please|pls|better|ought to|why dont (?:you|u)|do us (?:all )?a favou?r and|hope (?:you|u|ya)) (?:\w+ )?(?:kill|hang|end|off|unalive) (?:your ?self|urself|ur self|yourselves|it already)",
        r"(?:kill|hang|unalive) (?:your ?self|urself|ur self|ursel)", r"kys", r"go (?:and )?(?:die|jump off)",
        r"(?:you|u) should(?: just)? (?:die|be dead|do it|end it)", r"drink bleach", r"(?:just )?end your life",
        r"(?:everyone|the world|we) (?:would|will|wd|d) be better (?:off )?(?:without (?:you|u)|if (?:you|u) (?:died|were dead|werent))",
        unless=(r"(?:dont|never|please dont|do not|didnt|told me to|telling me to|said to|says?|saying) (?:\w+ )?(?:kill|hang|unalive) (?:your ?self|urself)",
                r"(?:told|telling) me to (?:\w+ )?(?:kill|hang|unalive) my ?self"),
    ),
    rule(
        "crisis.method", 0.95,
        r"(?:how (?:many|much)) (?:\w+ ){0,6}?(?:to (?:die|overdose|od|kill (?:me|yourself|myself|a person|someone|you))|would (?:it take to )?(?:kill|be (?:fatal|lethal|enough to die)|finish me)|will kill (?:me|you))",
        r"(?:lethal|fatal|deadly) (?:dose|amount|overdose)", r"(?:best|easiest|painless|quickest|fastest|least painful|quick) (?:way|ways|method|methods) (?:to|of) (?:die|dying|go|kill(?:ing)? (?:yourself|myself)|end(?:ing)? (?:it|my life|things)|suicide)",
        r"how (?:to|do i|do you|can i|would (?:i|you)) (?:\w+ )?(?:tie a noose|hang (?:myself|yourself)|overdose|od|kill (?:myself|yourself)|end my life|die painlessly|cut deeper|hide (?:my )?(?:cuts|cutting))",
        r"tie a noose", r"painless(?:ly)? (?:suicide|death|way out)", r"suicide method", r"exit bag", r"carbon monoxide in (?:my|the) (?:car|garage)",
        r"where (?:to|do i|do you|can i) cut",
        unless=(r"(?:scared|afraid|worried|worry|warned|warning|careful)(?: \w+){0,4} (?:lethal|fatal|deadly) (?:dose|amount|overdose)",),
    ),
    rule(
        "crisis.plan", 1.0,
        r"(?:ive|i have|i) (?:been )?(?:sav(?:ed|ing)|hoard(?:ed|ing)|stash(?:ed|ing)|stockpil(?:ed|ing)|collect(?:ed|ing)|kept|keeping) (?:up )?(?:(?:enough|all|my|the|of|some|up) ){0,3}(?:pills|tablets|meds|medication|painkillers|opioids|morphine|oxy)(?: (?:for (?:when|the end|tonight)|to (?:end|die|do)|so (?:that )?i can|just in case i)[^.!?]*)?",
        r"(?:i|ive|i have) (?:just |already )?(?:took|taken|swallowed|downed) (?:(?:all|the whole|an entire|a whole|too many|every one|every) ?(?:of )?)(?:(?:my|the|of|bottle|box|packet|pack|strip) ?){0,3}(?:pills|tablets|meds|medication|painkillers|bottle|box|packet|paracetamol|tylenol)",
        r"(?:i|ive|i have) (?:just )?(?:overdosed|od(?:ed|d))", r"(?:wrote|written|writing|left|leaving|finished) (?:(?:my|a|the|out|all) ?)*(?:goodbye|suicide|farewell) (?:letter|letters|note|notes|message)s?",
        r"(?:ive|i have|i) (?:a|made a|got a|have a|the|chosen a|picked a|set a)? ?(?:plan|date|day) (?:to (?:die|end|kill|do it)|for (?:ending|killing|my death|suicide))",
        r"(?:its|it will be|this is|tonight is|today is|tomorrow is|these are) (?:my|the) last (?:night|day|post|message|goodbye|words)(?: (?:alive|on earth|here|ever))?(?= ?[.!,]? ?(?:goodbye|bye|im sorry|sorry|thank|i love|alive|on earth|$))",
        r"(?:by (?:tomorrow|tonight|the morning)|when you (?:all )?read this)(?:,)? (?:\w+ ){0,3}?(?:ill|i will|im|i wont|i) (?:\w+ ){0,2}?(?:be )?(?:gone|dead|be here|alive)",
        r"(?:standing|sitting|im) (?:on|at) (?:the|a) (?:bridge|ledge|roof|edge of the (?:bridge|roof)|train (?:tracks|line)|railway)(?= )(?=.*(?:jump|end|goodbye|over|die|do it))",
        r"(?:the )?(?:rope|noose|gun|razor|blade|pills) (?:is|are) (?:ready|next to me|in my hand|beside me|right here|in front of me|on my lap)",
        r"(?:given|giving|gave) away (?:all )?(?:my|of my) (?:stuff|things|belongings|pets?)(?= .*(?:goodbye|wont need|dont need|gone))",
        rf"(?:im|i am|i) (?:going to|gonna|will|finna|about to|plan(?:ning)? to|decided to|gunna) (?:\w+ )?(?:{END}|overdose|od|jump off|jump in front of|slit my wrists)",
        r"(?:jump(?:ing)?|step(?:ping)?|throw(?:ing)? myself) (?:off (?:a|the) (?:bridge|roof|building|cliff)|in front of (?:a|the) (?:train|bus|car|truck|lorry))",
        r"(?:took|taken|swallowed|had|downed) (?:a (?:lot|load|bunch|handful)|loads|lots|handfuls|too many|all|the (?:lot|rest)) of (?:them|(?:my|the|mums?|dads?|nans?|her|his) (?:\w+ )?(?:pills|tablets|meds|medication|painkillers))(?: \w+){0,4}? (?:ago|just now)",
        r"(?:swallow|take|down|neck) (?:the (?:lot|whole lot)|them all|all of them|every (?:single )?one)(?: of them)? (?:when|while|once|after|as soon as|tonight|tomorrow)(?= ?.*(?:go|goes|gone|out|asleep|sleep|bed|leave|leaves|left|alone|bingo|work|tonight|tomorrow))",
        r"(?:written|wrote|finished) (?:(?:the|my|all|of) ?)+letters?(?=.*\bone for (?:my |the )?\w+)",
        r"(?:slit|slitting|cut|open) my (?:wrists?|throat|veins)", r"tonights the night i (?:end|die|do)", r"tonight (?:i|im|ill) (?:\w+ )?(?:end(?:ing)? it|do it|die|dying|go(?:ing)? for good)",
        unless=(rf"(?:{NEVER}) (?:\w+ ){{0,3}}(?:{END}|plan(?:ning)? to \w+|going to \w+ myself)",
                r"(?:accidentally|by accident|by mistake|stupidly|without thinking) (?:took|taken) (?:\w+ ){0,4}\w+"),
    ),
    rule(
        "crisis.intent", 0.9,
        rf"{WANT} (?:to |on )?(?:just |really |honestly )?(?:{END}|die|be dead|not exist(?: anymore)?|stop existing|not be alive|cease to exist|disappear (?:forever|for good))",
        rf"(?:i|ill|i will|i might|i may|i should|i could|might as well|better(?: off)?|just) (?:\w+ )?(?:{END})",
        r"kms", r"(?:im|i am|feeling|feel|felt|been|getting|so|very|become) (?:\w+ ){0,2}?suicidal", r"suicidal (?:again|today|tonight|rn|right now|atm)",
        r"(?:just )?let me die", r"i wanna die", r"(?:want|wish) (?:this|my life|life|it all|everything) to (?:be over|end|stop) (?:for good|forever|permanently)", r"want it all to (?:end|be over|stop)", r"want out of (?:this )?life",
        unless=(*NEGATED, r"(?:want(?:ed)? to|gonna|going to|could|id|about to|nearly|wanna|might|feel like im going to) (?:\w+ )?die(?:d)? (?:of|from|with|laughing|inside when|when (?:he|she|they|my|the teacher|i (?:fell|tripped|said|realised|realized)))(?: \w+)?",
                r"(?:dreaming|thinking|thoughts|dream|about|going) (?:of|about|to) (?:my )?(?:ending|end) (?:things|it all) with \w+", r"(?:end|ending) (?:it all|things) (?:with|between|on) \w+"),
    ),
    rule(
        "crisis.risk", 0.75,
        r"(?:wish|wished|hope|pray|praying|hoping) (?:that )?(?:i|id) (?:\w+ ){0,2}?(?:was|were|be|been|am)? ?(?:dead|never (?:been )?born|wasnt (?:here|alive|born)|werent (?:here|alive|born)|could (?:just )?(?:die|disappear|stop existing)|didnt (?:wake up|exist|have to (?:exist|be alive))|hadnt (?:woken|been born)|dont wake up|wont wake up|wouldnt wake up|not wake up|never wake up|never woke up|disappear)",
        r"(?:dont|do not|didnt) (?:really |even |want to be |wanna be )?(?:want(?: to)?|wanna) (?:\w+ )?(?:be here|live|exist|be alive|wake up|go on living|keep living|be on this earth|carry on living)(?: (?:any ?more|like this|tomorrow))?",
        r"(?:not|never) (?:want(?:ing)? to )?wak(?:e|ing) up (?:again|anymore|tomorrow|one day|at all)", r"(?:dont|do not) see (?:a|any|the) (?:point|reason) (?:in|to|of) (?:living|life|being alive|being here|going on|carrying on)",
        r"(?:no|any|a) (?:point|reason) (?:in|to|of|for) (?:living|live|being alive|be alive|being here|go on living|stay alive|keep living)", r"(?:nothing|whats) (?:left )?(?:to live for|worth living for|the point (?:of|in) (?:living|being alive|life))", r"(?:life|this life|it) (?:isnt|is not|aint|not) worth (?:living|it anymore)", r"not worth living", r"(?:tired|sick|done|exhausted) (?:of|with) (?:being alive|living|life|existing|this life)",
        r"(?:everyone|everybody|they|family|kids|my (?:family|kids|parents|mum|mom|husband|wife|partner)|you all|the world|people|yall) (?:\w+ ){0,2}?(?:would|will|d|might|may|are) (?:\w+ ){0,2}?(?:better|happier|easier)(?: off)? (?:without me|if i (?:was|were|wasnt|werent|died|disappeared)|when im gone|if i were gone)", r"better off (?:dead|without me|if i (?:was|were) (?:gone|dead)|not here)", r"theyd be better off without me",
        rf"(?:{HARM})", r"(?:ive|i have|i|started|been) (?:\w+ )?(?:cut|cutting|burnt|burning) (?:my (?:arms?|legs?|thighs?|wrists?)|again)", r"relapsed (?:and|with) (?:cut|cutting|self ?harm)\w*",
        r"(?:suicidal|suicide) (?:thoughts?|ideation|feelings)", r"thoughts? (?:of|about) (?:suicide|dying|death|ending (?:it|things))", r"thinking (?:of|about) (?:suicide|dying|death|ending (?:it|my life))", r"(?:cant|dont want to|can not) (?:\w+ )?(?:live|be alive) (?:like this|with this(?: pain)?|any ?more|this way)", r"(?:rather|sooner) (?:be dead|die|not be here|not exist)", r"(?:death|dying) (?:would|sounds|seems|is|feels) (?:\w+ ){0,2}?(?:easier|like (?:a )?(?:relief|peace|freedom)|better|preferable|the only (?:way|relief)|peaceful|kinder)", r"(?:only way (?:out|it ends)|the only (?:way|thing)) (?:\w+ )?(?:is|left is) (?:death|to die|dying)", r"sewer ?slide", r"unaliv(?:e|ing)", r"(?:someone|somebody|god|just) (?:\w+ )?(?:shoot|kill) me(?: (?:now|already))?(?= ?[.!]* ?(?:i mean it|seriously|please|im serious))", r"suicidal", r"if i (?:died|disappeared|was gone|vanished)(?: \w+)? (?:nobody|no ?one|no one) (?:would|will|d)", r"(?:nobody|no ?one) (?:would|will|d) (?:\w+ )?(?:notice|care|miss me) if i (?:died|disappeared|was gone|were gone|vanished|killed myself)", r"(?:go|fall asleep|close my eyes|sleep) and (?:never|not) wake(?: up)?",
        unless=(*NEGATED, *GLADNESS, *OVERCOME, r"(?:hurt|cut|burnt?|harm) myself (?:at|on|playing|lifting|in|doing|by accident|accidentally|cooking|when|while|shaving|some slack|again (?:at|in|on|doing|playing|with))",
                r"(?:dont want to|didnt want to|dont wanna) be here (?:at (?:work|school|the)|in (?:class|hospital|this (?:town|job)))", r"(?:dont|didnt) (?:want to|wanna) wake up (?:early|at|for|so|my|the|him|her|them|in|with)", r"(?:dont|didnt) (?:want to|wanna) live (?:with|in|near|at|on|off|alone)", r"(?:dont|didnt) (?:want to|wanna) be here (?:for hours|all (?:day|night))",
                r"(?:kicking|beating|hurting|pushing|afraid of|scared of|worried about|without|avoid|not) (?:hurting|hurt|harming|burning) myself", r"id rather die than (?:eat|wear|watch|listen|go (?:to|back)|do|have|admit|ask|use|call|speak|tell|drink)"),
    ),
    # Said so plainly that the head does not talk it away.
    rule(
        "crisis.risk", PLAIN,
        r"(?:\d+|two|three|four|five|six|seven|eight|nine|ten|a few) (?:new |more |fresh )?(?:lines|cuts|slices) (?:on|down|across|up) my (?:left |right |inner |upper )?(?:thighs?|arms?|forearms?|wrists?|legs?|hips?|stomach)(?! (?:from|off|where|after))",
        r"(?:dont|do not|cant|cannot|didnt) trust my ?self (?:around|with|near|alone)(?: (?:with|around|near))? (?:them|(?:my|the|all|those|these)(?: \w+)? (?:meds|medication|medicines?|pills|tablets|blades?|razors?|bridge)|medication|pills|tablets|tonight)",
        r"(?:lock(?:ed)?|hid(?:e|den)?|tak(?:e|es|en)|took|keep|keeps|hold|holds|count(?:s|ed)?) (?:\w+ )?my (?:meds|medication|medicines?|pills|tablets|razors?|blades?)(?: \w+){0,6}?[.,;:!]* ?(?:(?:because|since|as|so|and) )?(?:i )?(?:dont|do not|cant|cannot|didnt) trust my ?self",
        r"(?:not|isnt|wasnt) safe (?:with|around|near) (?:a (?:month|box|bottle|packet)s?|(?:my|the|all|all my|all the|those|these) (?:meds|medication|medicines?|pills|tablets|razors?|blades?))",
        r"pray(?:ed|ing|s)? (?:\w+ ){0,2}?(?:for the end(?! of)|not to wake(?: up)?|(?:that )?god (?:will |would )?takes? me|to (?:die|be taken))",
        r"(?:understand|see|get|know)(?: now| exactly| totally)* why (?:\w+ ){1,7}?(?:go|goes|fly|flies|travel|went) to (?:switzerland|dignitas|that clinic)", r"dignitas",
        r"(?:not|never) (?:coming|going) (?:back )?(?:to school|in|to work|to college|back) (?:\w+ )?or ever again",
        unless=(r"dignitas (?:documentary|film|programme|debate|article)",),
    ),
    rule(
        "crisis.distress", 0.5,
        r"(?:cant|can not|cannot|dont think i can|not sure i can|dont know (?:how|if) (?:\w+ )?(?:i can|much longer i can|to)) (?:\w+ )?(?:go on|keep going|carry on|cope|do this|take (?:it|this)|bear (?:it|this)|handle (?:it|this)|hold on)(?: (?:like this|any ?more|much longer|any longer))?(?= ?(?:any|much|like|[.!,?]|$|with|another|this|and|when|because))",
        r"(?:no|lost (?:all )?|without|given up|giving up|gave up) ?(?:on )?hope", r"hopeless", r"(?:i feel|im|feel|feeling|i am|such a|i) (?:\w+ ){0,2}?(?:worthless|useless and alone|a burden|trapped|empty inside|numb inside)", r"burden (?:to|on) (?:everyone|my (?:family|kids|mum|mom|parents|husband|wife|partner|friends)|everybody|them|others|people)", r"(?:i )?(?:give|giving|given) up on (?:life|everything|living)", r"(?:im|i am) (?:so |just |completely |totally )?(?:done|broken|finished)(?: with (?:everything|it all|all of (?:it|this)))(?: |$)?", r"(?:nobody|no ?one) (?:would |even |really )?(?:cares?|notices?)(?: (?:about|if|whether) (?:me|i)\b[^.!?]*)", r"(?:i )?(?:hate|despise|loathe) (?:my ?self|being me|my life)", r"(?:whats|what is|wheres|there is no|theres no|see no|no) (?:the )?point(?: any ?more)?(?= ?[?.!]|$| any| in (?:anything|trying|any of))", r"(?:at|reached|hit|past|near) (?:my |the )?(?:breaking point|rock bottom|end of my (?:rope|tether))", r"end of my (?:rope|tether)", r"falling apart", r"(?:want|wish)(?: to| i could) (?:just )?(?:disappear|vanish)", r"(?:cant|cannot) see (?:a|any) (?:way out|future|end to)", r"(?:want|need) (?:the pain|it|this) to (?:just )?(?:stop|end) (?:for good|forever|whatever it takes|no matter what|permanently)", r"crying (?:myself to sleep|every (?:night|day))",
        unless=(r"(?:hate|despise) my life (?:lol|haha|choices)",),
    ),
    rule(
        "crisis.worry", 0.6,
        rf"{OTHER},? (?:\w+,? ){{0,6}}?(?:(?:wants?|wanted|going|gonna|threatening|threatened|tried|trying|planning|thinking about|talking about|talks about|hinting at|attempted) (?:to |of )?(?:die|suicide|(?:kill|killing|hurt|hurting|harm|harming|cut|cutting|hang|off|unalive|end|ending) (?:{THEIR}|their life|her life|his life|it all)|be dead|not be here|overdose)|(?:is|was|seems?|sounds?|feels?|been|are) (?:\w+ )?suicidal|self[ -]?harm\w*|(?:cuts|cutting|hurts|hurting|harming|starving|burning) {THEIR}|wishes (?:she|he|they) (?:was|were) dead|(?:said|says|saying|posted|told me|wrote|texted)[^.!?]{{0,60}}(?:goodbye|die|kill|end (?:it|things)|wont be here|better off (?:without|dead)|live anymore|suicid\w+|dont want to be here)|overdosed|took (?:all|too many) (?:of )?(?:her|his|their) (?:pills|meds|tablets))",
        rf"(?:worried|scared|afraid|concerned|terrified|frightened) (?:that |about |for |sick about )?(?:{OTHER}),? (?:\w+,? ){{0,6}}?(?:might|may|could|will|is going to|would|going to|wants to|is) (?:\w+ ){{0,2}}?(?:hurt|harm|kill|do something|end|suicid\w+|die|cut|unsafe|not safe)",
        r"(?:how (?:do|can) (?:i|we)|what (?:do|should) (?:i|we)) (?:\w+ ){0,3}(?:suicidal|self[ -]?harming) (?:friend|person|sister|brother|member)", r"(?:friend|sister|brother|son|daughter|mate|classmate|cousin|member)s? (?:\w+ ){0,2}?(?:is|are|feels?|who is|whos|seems) (?:\w+ )?(?:suicidal|self[ -]?harming)",
    ),
)  # fmt: skip

_lookalike = either(LOOKALIKE)
_negated = either(NEGATED)
_GRADES = ("crisis.distress", "crisis.worry", "crisis.risk", "crisis.intent")
GRAVE = frozenset({"crisis.intent", "crisis.risk"})
# Said in so many words; the head talks these away only where it is as good as certain, and never a
# method or a pact.
CERTAIN = frozenset(
    {"crisis.method", "crisis.plan", "crisis.pact", "crisis.encourage", "crisis.intent"}
)
ALWAYS = frozenset({"crisis.method", "crisis.pact"})
ENCOURAGING = "crisis.encourage"
TOLD = "crisis.told"


class Crisis:
    """Reads for risk, recall first: what either the rules or the model find counts.

    The rules know the gravest words, the trained head everything that is said without them. Where
    the head is sure that nothing is the matter, a rule's milder finding was a figure of speech.
    """

    name = "crisis"

    def __init__(
        self,
        care: float = 1.0,
        intent: float = 1.0,
        doubt: float = 0.0,
        case: float = 0.0,
        sure: float = 0.0,
        told: float = 0.0,
    ) -> None:
        self.care, self.intent, self.doubt, self.case = care, intent, doubt, case
        self.sure, self.told = sure, told

    def read(self, reading: Reading) -> Sequence[Finding]:
        found = apply(RULES, reading)
        codes = {finding.code for finding in found}
        if "crisis.worry" in codes and not _speaks_of_self(reading):
            found = [one for one in found if one.code not in GRAVE]
        if "crisis" in reading.scores:
            found = self._with_learned(found, reading.scores)
        return found or self._harmless(reading)

    def _with_learned(self, found: list[Finding], scores: Mapping[str, float]) -> list[Finding]:
        any_concern = scores.get("crisis", 0.0)
        found = [self._as_told(one, scores) for one in found]
        if any_concern < self.doubt:
            left = ALWAYS if any_concern < self.sure else CERTAIN
            return [one for one in found if one.code in left or one.code == TOLD or _plain(one)]
        if any_concern < self.care:
            return found
        learned = Finding(self._grade(scores), round(any_concern, 4))
        return [*found, *([] if any(one.code == learned.code for one in found) else [learned])]

    def _as_told(self, found: Finding, scores: Mapping[str, float]) -> Finding:
        """Whoever tells of being told to die, and abuses nobody, is met with care, not held."""
        if found.code != ENCOURAGING or scores.get("abuse", 1.0) >= self.told:
            return found
        return Finding(TOLD, found.score, found.words)

    def _grade(self, scores: Mapping[str, float]) -> str:
        """The likeliest grade; where the head is less than sure of any concern, distress: a help
        card and no case."""
        if scores.get("crisis", 0.0) < self.case:
            return "crisis.distress"
        grade = max(_GRADES, key=lambda code: scores.get(code, 0.0))
        if scores.get("crisis.intent", 0.0) >= self.intent:
            return "crisis.intent"
        return "crisis.risk" if grade == "crisis.intent" else grade

    def _harmless(self, reading: Reading) -> list[Finding]:
        for form in reading.folded:
            match = _lookalike.search(form) or _negated.search(form)
            if match:
                return [Finding("crisis.lookalike", 0.1, (match[0].strip(),))]
        return []


def _plain(found: Finding) -> bool:
    return found.code == "crisis.risk" and found.score >= PLAIN


_first_person = either(
    (
        r"(?:i|im|ive|id|ill) (?:(?!worried|scared|afraid|concerned|think|know|told|dont know|need|just|saw|heard|read|have a|got|talked|asked)\w+ ){0,4}(?:want to die|wanna die|kill myself|end it|dead|suicidal|myself|not be here|live)",
        r"myself",
    )
)


def _speaks_of_self(reading: Reading) -> bool:
    """Whether the writer may be at risk too, beside the person they worry about."""
    return any(_first_person.search(form) for form in reading.folded)
