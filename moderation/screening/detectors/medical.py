"""Notices trade in medicines, doses given as advice, telling people to stop, and miracle cures.

Speaking of one's own treatment is what the community is for, and is never found here.
"""

from __future__ import annotations

from collections.abc import Sequence

from moderation.screening.detectors.base import Finding, Reading, apply, learned, rule

DRUG = (
    r"(?:oxy(?:codone|contin|s)?|opioids?|opiates?|codeine|co-?codamol|tramadol|tramal|trams|morphine|fentanyl|percs?|percocet"
    r"|vicodin|norco|hydrocodone|hydromorphone|dilaudid|methadone|buprenorphine|subutex|suboxone|tapentadol|oramorph"
    r"|gaba(?:pentin)?|pregabalin|lyrica|amitriptyline|nortriptyline|duloxetine|cymbalta|valium|diazepam|xanax|xannies|benzos?"
    r"|lorazepam|clonazepam|zopiclone|ambien|ketamine|naproxen|ibuprofen|paracetamol|acetaminophen|tylenol|aspirin|diclofenac"
    r"|steroids?|prednisone|prednisolone|methotrexate|insulin|warfarin|weed|thc|cannabis|edibles|kratom|adderall|ritalin"
    r"|muscle relaxers?|muscle relaxants?|baclofen|cyclobenzaprine|flexeril|naltrexone|ldn|medical marijuana|script|prescription)"
)
MEDS = rf"(?:{DRUG}|(?:pain ?)?(?:meds?|medications?|medicines?|pills?|tablets?|patches|painkillers?|antidepressants?|prescriptions?|scripts?|blood thinners?))"
STRONG = rf"(?:(?:spare|leftover|left over|extra|unused|old|my|your|ur|some|any|a few|strip of|box of|bottle of|pack of|couple of|bunch of|of) ){{0,4}}{MEDS}"
AMOUNT = r"(?:\d+(?:[.,]\d+)? ?(?:mg|mcg|g|ml|grams?|milligrams?|pills?|tablets?|tabs?|caps?|capsules?|patches)|(?:one|two|three|four|five|six|eight|ten|double|triple|twice|half) (?:of )?(?:\w+ )?(?:mg|pills?|tablets?|tabs?|capsules?|patches|the dose|your dose|doses?|what (?:it|they|the)))"
YOU = r"(?:you|u|ya|yall)"

RULES = (
    rule(
        "medical.trade", 0.9,
        rf"(?:(?:i )?(?:can|could|will|happy to|willing to|ill) )?(?:sell(?:ing)?|trad(?:e|ing)|swap(?:ping)?|post|mail|ship|send|give|giving away) (?:you |u |anyone |someone |out |them |on )?{STRONG}(?= |$|[.,!?])",
        rf"(?:got|have|have got|ive got) (?:some |a few |loads of |plenty of |lots of )?(?:spare|leftover|left over|extra|unused) {MEDS}(?= .*(?:if (?:anyone|you|u)|want|need|dm|message|pm|sale|free|post|send|\?)|$)",
        rf"(?:spare|leftover|left over|extra|unused) {MEDS} (?:\w+ ){{0,4}}?(?:for sale|to (?:sell|give away|spare|share|swap)|going free|available|if (?:anyone|you|u))",
        rf"(?:any ?one|any ?body|someone|some ?one|who|you|u|anyone here) (?:\w+ ){{0,3}}?(?:selling|sell|sells|got|have|has|lend|spare|share|supply|supplies|hook me up with|sort me out with|send|post|give me|able to get(?: me)?|know where (?:i can|to) (?:buy|get)) (?:me |us )?(?:some |any |a few |a couple of |couple of )?(?:spare|leftover|extra|unused|cheap|real)? ?{STRONG}(?= ?[?.!]| i (?:can|could)| to (?:sell|spare|share|lend)| without| for (?:sale|cheap)| (?:she|he|they) (?:dont|doesnt)|$)",
        rf"(?:buy|get|order|score|source|find|obtain) (?:some |any |real |cheap )?{STRONG} (?:\w+ ){{0,3}}?(?:without (?:a |any )?(?:prescription|script|doctor|rx)|online (?:no|without)|off (?:the street|someone|a guy|a mate)|on the street|under the counter|no (?:prescription|script|rx))",
        rf"{MEDS} (?:\w+ ){{0,3}}?(?:no (?:prescription|script|rx)|without (?:a )?(?:prescription|script|rx)|for sale|\d+ (?:each|a (?:pill|strip|box)))", r"no (?:prescription|script|rx) (?:needed|required|necessary)", rf"(?:where|how) (?:can|do|could|to|would) (?:i |you |u )?(?:\w+ )?(?:buy|get|find|score|order) (?:some |hold of |any )?{STRONG} (?:without|online|off|cheap|illegally|on the|if my (?:doctor|gp))", rf"(?:can|could) (?:i|u|you) (?:have|buy|borrow|lend me|send me|post me) (?:some |a few |one |any |a couple )?(?:of )?(?:your|ur) (?:\w+ )?{MEDS}", rf"(?:my|a) (?:dealer|plug|guy|mate|cousin) (?:\w+ ){{0,3}}?(?:gets?|sells?|got|has|supply|supplies|sort) (?:\w+ )?{MEDS}", rf"ill (?:buy|pay|give you|take) (?:\w+ ){{0,4}}?(?:your|ur|some|any) (?:\w+ )?{MEDS}", rf"hmu (?:for|if) (?:\w+ ){{0,3}}?{MEDS}",
        unless=(rf"(?:doctor|gp|pharmacist|pharmacy|consultant|chemist|surgery|clinic|nurse|hospital|specialist|they|she|he) (?:\w+ ){{0,5}}?(?:post|send|give|giving|get|got|order|find|has|sort|supplied|supply) {STRONG}", rf"(?:pharmacy|chemist|pharmacist|surgery|delivery|doctor)(?: \w+){{0,4}} (?:post|send|give|mail|get) (?:\w+ )?{STRONG}",
                r"(?:who|anyone|anybody|any ?one here|someone|you|u) (?:\w+ ){0,2}?(?:has|have|got|give) (?:any )?(?:experience|advice|tips|thoughts|trouble)[^.!?]*", rf"give {MEDS} (?:a|another) (?:try|chance|go|while|week)"),
    ),
    rule(
        "medical.dosing", 0.85,
        rf"(?:(?:{YOU} (?:should|could|can|need to|must|ought to|have to|want to|might want to)|just|try|id|i would|id say|my advice|go|up to|simply|start|safe to|fine to|ok to|okay to) )(?:\w+ ){{0,2}}?(?:take|taking|double|doubling|triple|up|upping|increase|pop|drop|swallow|with|have|bump) (?:it |them |your |ur |the |up |to |at least |about |around |like )*(?:{AMOUNT}|dose|dosage|{MEDS} (?:to|by|up to) {AMOUNT}|(?:more|extra|another|double|twice) (?:\w+ ){{0,3}}?{MEDS})(?: of)?(?: \w+)?",
        rf"(?:take|pop|double|triple) {AMOUNT} (?:of )?(?:\w+ )?(?:every|at once|together|with|before|instead|and|a day|per day|twice|each|in one go|works|will|youll|for (?:the|your))[^.!?]*", rf"(?:mix|combine|take|stack|wash down|wash) (?:your |ur |it |the )?{MEDS} (?:down )?(?:with|and|together with) (?:some |a |your )?(?:alcohol|wine|beer|vodka|whisky|{MEDS})(?: [^.!?]*(?:works|hits|fine|safe|great|better|strong|trust me))", r"(?:more than|over|above|exceed|ignore|forget) (?:the |what )?(?:label|leaflet|max(?:imum)?(?: dose)?|recommended dose|packet|limit|what the (?:doctor|label|packet) says)(?= .*(?:fine|safe|works|nothing|trust|dont worry|ok)|[^.!?]*(?:take|dose))", rf"(?:up|double|triple|increase) (?:your|ur) (?:own )?(?:dose|dosage|meds|{DRUG})(?: (?:yourself|without|on your own|a bit|to \d+))?", rf"(?:crush|snort|chew|inject|smoke) (?:up )?(?:the |your |ur |them |it |some )?{MEDS}?(?= ?(?:so|to|for|and|it|them|hits|works|kicks|before))(?=[^.!?]*(?:hit|faster|quicker|stronger|works|kick))", rf"how (?:many|much) (?:\w+ )?{MEDS} (?:can|should|do) (?:i|you|u) (?:\w+ )?(?:take|have) (?:to (?:get high|sleep|feel|knock)|at once|in one go|together|with (?:alcohol|wine|beer|vodka))[^.!?]*", r"(?:you|u) (?:should|need to|can|could) (?:\w+ )?(?:have|take|use) my (?:\w+ )?(?:dose|prescription|meds|tablets|pills)",
        unless=(r"(?:dont|do not|never|wouldnt|shouldnt|not|please dont|cant) (?:\w+ ){0,2}(?:take|double|up|increase|exceed|mix|combine|crush|chew|go (?:over|above))[^.!?]*", r"(?:doctor|gp|consultant|nurse|pharmacist|specialist|rheumatologist|she|he|they) (?:\w+ ){0,4}(?:told|said|wants|asked|had|put|says|advised|suggested|tells)(?: me)?(?: \w+){0,3} (?:take|double|up|increase|try)[^.!?]*", r"(?:ask|talk to|check with|speak to) (?:your|a|the) (?:doctor|gp|pharmacist|nurse|team)[^.!?]*"),
    ),
    rule(
        "medical.stop", 0.85,
        rf"(?:{YOU} (?:should|need to|must|have to|ought to|could|can)|just|simply|id|i would|my advice|please|everyone should|better to|time to|why dont you) (?:\w+ ){{0,2}}?(?:stop|quit|ditch|drop|bin|dump|flush|come off|get off|throw (?:away|out)|give up|chuck|skip|bin off|cut out|go cold turkey) (?:\w+ )?(?:taking |using |all |out |away |off |on )*(?:your |ur |those |the |all |that |this |any )*(?:{MEDS}|cold turkey|chemo|poison|chemicals|toxins|treatment|insulin)(?: \w+)?",
        rf"(?:stop|quit|ditch|bin|flush|throw away|come off|dont take) (?:taking )?(?:your|ur|those|all your|all the) (?:\w+ )?{MEDS}(?: \w+)?", r"(?:go|went|just go|going) cold turkey (?:on|with|off) (?:your|ur|all|the) \w+", r"(?:you|u) (?:dont|do not) need (?:\w+ )?(?:your|ur|those|any|that|these|all those) (?:\w+ )?(?:meds?|medications?|medicines?|pills?|tablets?|insulin|antidepressants?|drugs|doctors?)", r"(?:dont|never) (?:listen to|trust|believe) (?:your |ur |the |any )?(?:doctors?|gp|specialists?|consultants?)[^.!?]*(?:meds?|medications?|pills?|drugs|poison|natural|take|stop|treatment)", rf"{MEDS} (?:is|are) (?:just )?(?:poison|toxic|a scam)[^.!?]*(?:stop|quit|bin|you|throw)[^.!?]*", r"(?:you|u) (?:can|could|should) (?:just )?stop (?:\w+ )?(?:straight away|overnight|today|all at once|without)[^.!?]*",
        unless=(r"(?:dont|do not|never|shouldnt|cant|please dont|without|not|wouldnt|before you) (?:\w+ ){0,2}(?:just )?(?:stop|quit|ditch|come off|go cold turkey|skip|bin|drop)[^.!?]*", r"(?:told|tell|tells|telling|said|says|saying|asked|wants|wanted|advised|advises) (?:me|us|that i|i)(?: \w+){0,3} (?:stop|quit|come off|ditch|drop|should stop)[^.!?]*", r"(?:i|ive|we) (?:\w+ ){0,3}(?:stop|stopped|quit|came off|come off)[^.!?]*"),
    ),
    rule(
        "medical.cure", 0.75,
        r"(?:miracle|guaranteed|secret|100%|proven|permanent|total|instant|natural|complete) (?:natural |herbal |pain )?(?:cure|remedy|fix)s?(?= |[.!,]|$)", r"(?:cure[ds]?|heal(?:s|ed)?|reverse[ds]?|get rid of|eliminates?) (?:(?:all|your|any|my|ur|every|chronic|the) )*(?:pain|fibro(?:myalgia)?|crps|arthritis|migraines?|endo(?:metriosis)?|me/cfs|lupus|ra|eds|sciatica|illness(?:es)?|disease)(?: \w+)?(?: (?:in (?:just )?\w+ (?:days?|weeks?|hours?)|forever|for good|permanently|naturally|guaranteed|overnight|100%))", r"(?:doctors|big pharma|they|pharma) (?:dont|doesnt|do not|wont) want (?:you|u|us) to (?:know|find out)", r"(?:this|my|our) (?:\w+ ){0,3}?(?:supplement|oil|tea|powder|drops|device|programme|program|juice|cleanse|detox|cream) (?:\w+ ){0,2}?(?:will )?(?:cure[ds]?|heal(?:s|ed)?|replaces?|works better than) [^.!?]+", r"(?:will|can) cure (?:you|u|your|ur|it|anything|everything)(?: \w+)*", r"(?:mms|bleach|turpentine|black salve|borax|urine therapy|colloidal silver)(?= )[^.!?]*(?:cure|heal|drink|works|help|swear|pain|inflammation)\w*", r"drink(?:ing)? (?:bleach|mms|turpentine|borax)",
        unless=(r"(?:no|isnt a|not a|arent any|sold me a|there is no|theres no|promis\w+|sick of|tired of|selling|so called|another|fake|dont believe in|any|a|by|about|of|looking for|hoping for|wish there was|want a) (?:\w+ )?(?:miracle|guaranteed|secret|instant|permanent|natural|complete|total) (?:natural |herbal |pain )?(?:cures?|remed(?:y|ies)|fix(?:es)?)",),
    ),
)  # fmt: skip


class Medical:
    """Finds what could harm a body that the writer does not know."""

    name = "medical"

    def __init__(self, at: float = 1.0) -> None:
        self.at = at

    def read(self, reading: Reading) -> Sequence[Finding]:
        return apply(RULES, reading) or learned("medical", self.at, reading)
