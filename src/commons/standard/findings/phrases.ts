// What sentences of a card say, as far as a rule may tell: whether they call this very model open source, safe, for
// anyone; whether a larger system was tested; whether bytes are said to be called back. Invariants: a sentence is judged
// alone and only in English; patterns have no nested repetition, so each is linear in a sentence of bounded length;
// when in doubt a rule is silent. Source: release-standard 6; tuned on cards, the count stands on each method page.

const OPEN_SOURCE = /\bopen[-\u2010-\u2015 ]?sourc(?:e|ed|es|ing)\b/i

/** Words between "open source" and its noun; a preposition or an article shows that "open source" was a verb. */
const KINDS = String.raw`(?:(?!(?:for|to|by|on|in|with|at|from|is|are|was|were|the|our|its|their|a|an|of)\b)(?:\w[\w.-]*|&|,) ){0,5}?`
const THINGS =
  'communit(?:y|ies)|tool(?:s|kits?|ings?|box|chains?)?|librar(?:y|ies)|datasets?|data|corp(?:us|ora)|software|projects?|frameworks?|packages?|' +
  'platforms?|ecosystems?|contributors?|engines?|runtimes?|solutions?|code(?:base)?s?|repositor(?:y|ies)|repos?|scripts?|' +
  'implementations?|initiatives?|developers?|research|benchmarks?|leaderboards?|world|movement|efforts?|methods?|approach(?:es)?|' +
  'protocols?|licen[cs]es?|licensing|tutorials?|evaluations?|texts?|images?|materials|components|stacks?|pipelines?|recipes?|kernels?|apps?|plugins?'
const MODELS =
  'finetunes?|merges?|llms|vlms|mllms|models|baselines|checkpoints|competitors|peers|alternatives?|counterparts?|offerings|systems'
const OPEN = String.raw`open[-\u2010-\u2015 ]?sourced?`
const END = String.raw`(?![\w-]| (?:models?|weights|checkpoints?)\b)`

/** Talk of others or of open source as such, taken out before looking for the claim. */
const TALK: readonly RegExp[] = [
  /\b(?:not|never|isn't|aren't|wasn't|non)[- ](?:yet |fully |truly |be |been |an? )?open[- ]?sourc(?:e|ed|ing)\b/gi,
  /\b(?:will|plan(?:s|ning)? to|intend(?:s|ing)? to|going to|soon|may|might|can|could|would|should|if|once|until|before|to be) (?:[\w-]+ ){0,4}?open[- ]?sourc(?:e|ed|ing)\b/gi,
  /\b(?:open|closed|proprietary|commercial)(?:[- ]source[ds]?)?(?: and | or | & |, |\/)(?:the )?(?:open|closed|proprietary|commercial)[- ]?(?:sourced?|weights?)?\b(?: and (?:open|closed|proprietary)[- ]sourced?)?/gi,
  new RegExp(String.raw`\b${OPEN} ${KINDS}(?:${THINGS})${END}`, 'gi'),
  new RegExp(
    String.raw`\b${OPEN} and (?:[\w()-]+ ){1,12}?(?:project|tool|library|framework|platform|engine)s?${END}`,
    'gi',
  ),
  new RegExp(
    String.raw`(?<!\b(?:our|this|these|(?:models|series) are) (?:new |two |three )?|\b(?:family|series|suite|set|collection|pair|generation|line|lineup|library) of (?:[\w-]+,? ){0,2})\b${OPEN} ${KINDS}(?:${MODELS})${END}`,
    'gi',
  ),
  new RegExp(String.raw`\b(?:${THINGS}) (?:is|are|was|were|has been|have been) (?:\w+ )?${OPEN}\b`, 'gi'),
  /\bopen[- ]source (?:initiative|definition|licen[cs]e compliance|and closed)\b/gi,
  /\b(?:surpass|outperform|exceed|beat)\w* (?:(?:the|all|current|previous|best) ){0,2}open[- ]?sourced?\b/gi,
  new RegExp(
    String.raw`^\W*(?:(?:the|all|our|both) )?(?:[\w/-]+ ){0,3}?(?:${THINGS})${END}[^;]{0,120}?\b(?:is|are|has been|have been) (?:\w+ )?${OPEN}\b`,
    'gi',
  ),
  /\b(?:among|than|other|any|existing|previous|several|many|some|various|comparable|similar(?:ly)?(?:[- ]sized)?|available) (?:the )?(?:\w+ )?open[- ]?sourced? /gi,
]

const SUBJECT =
  /\b(?:this|our|the|these) (?:[\w.-]+ ){0,3}?(?:models?|weights|checkpoints?|llms?|release|series|family)\b|\bthis is (?:an?|the|our) [^.;]{0,80}?\b(?:model|llm|release)\b|^\W*(?:[\w-]+ )?models are open[- ]?sourced\b/i
/** "We open-source", "we have also open-sourced", "we introduce X, an open-source … model". */
const WE =
  /\b(?:we|we've|we're)(?: (?:have|are|am|also|now|fully|hereby|proudly|officially|then|today|recently|further|been|decided|chose|excited|happy|pleased|proud|thrilled|glad|to|and|released?|both))*,? open[-\u2010-\u2015 ]?sourc(?:e|ed|es|ing)\b|\bwe (?:introduce|present|release|announce|propose|publish)d?\b[^;:]{0,120}?\ban? [^;:]{0,60}?open[-\u2010-\u2015 ]?sourced? [^;:,]{0,60}?(?:model|llm|weights|checkpoint)\b/i
const NOT_WEIGHTS =
  /\bopen[-\u2010-\u2015 ]?sourc(?:e|ed|es|ing)\b (?:(?:the|our|all|its|their|this|these|both|full|entire|\w+ing|[\w./-]+) ){0,5}?(?:code(?:base)?|implementations?|optimi[sz]ers?|algorithms?|methods?|framework|scripts?|datasets?|data|corpus|pipelines?|tools?|toolkit|framework|library|repository|recipes?|benchmarks?|infrastructure|kernels?|app|plugin)\b/i
const WEIGHTS = /\b(?:models?|weights|checkpoints?|llms?|series|family)\b/i

/** Whether a sentence calls the model itself open source. */
export function callsItOpenSource(sentence: string, names: readonly string[]): boolean {
  if (!OPEN_SOURCE.test(sentence)) return false
  let left = sentence
  for (const talk of TALK) left = left.replace(talk, ' ')
  if (!OPEN_SOURCE.test(left) || /\?$|\bcoming soon\b/i.test(left)) return false
  const object = NOT_WEIGHTS.exec(left)?.[0]
  if (
    object !== undefined &&
    !WEIGHTS.test(object) &&
    !WEIGHTS.test(left.slice(left.indexOf(object) + object.length))
  )
    return false
  return SUBJECT.test(left) || WE.test(left) || names.some((name) => namesIt(left, name))
}

/** Whether a name stands in a sentence as a word, whatever separates its parts. */
export function namesIt(sentence: string, name: string): boolean {
  const plain = (text: string): string => ` ${text.toLowerCase().replace(/[^\p{L}\p{N}.]+/gu, ' ')} `
  return plain(sentence).includes(` ${plain(name).trim()}`)
}

const SAFE: readonly RegExp[] = [
  /\b(?:this|our|the|these) (?:[\w.-]+ ){0,3}?(?:models?|weights|checkpoints?|llms?|release|assistant)\b[^.;:]{0,40}?\b(?:is|are|remains?) (?:[\w-]+ ){0,3}?safe\b(?! to (?:say|assume|ignore|delete|re-?run)|guards?|tensors)/i,
  /\bresponsibl[ey] (?:released|open[- ]?sourced|published|developed and released)\b/i,
  /\breleased (?:[\w-]+ ){0,2}?responsibly\b/i,
  /\b(?:is|are) (?:completely|fully|totally|perfectly) safe\b/i,
  /\bsafe (?:for|to use (?:by|with|in)) (?:everyone|anyone|all (?:users|ages|audiences)|children|public use|production)\b/i,
]
const NOT_SAFE =
  /\b(?:not|never|cannot|can't|neither|nor|no longer|whether|how|if|ensure|unsafe|isn't|aren't|should|must|may|to be)\b/i

export function assertsSafety(sentence: string): boolean {
  return !NOT_SAFE.test(sentence) && SAFE.some((pattern) => pattern.test(sentence))
}

const ANYONE =
  /\b(?:available|accessible|open|free|freely|usable|released|used?|intended|designed|suitable|permitted|meant)\b[^.;:]{0,40}?\b(?:for|by|to) (?:anyone|everyone|everybody|anybody)\b|\bserves? (?:anyone|everyone|everybody)\b|\bfor any (?:purpose|use)\b|\bwithout (?:any )?restrictions?\b|\bno (?:usage |use )?restrictions\b|\bunrestricted (?:use|commercial use)\b/i
const NOT_ANYONE =
  /\b(?:not|never|cannot|except|unless|subject to|shall|if you|liab\w+|impossible|difficult|hard)\b/i

export function offersToAnyone(sentence: string): boolean {
  return ANYONE.test(sentence) && !NOT_ANYONE.test(sentence)
}

const TESTED = /\b(?:evaluat\w*|red[- ]?team\w*|test(?:ed|s|ing)?|assess\w*|benchmark\w*|measur\w*)\b/i
const SYSTEM =
  /\bsystems? composed of\b|\bwith\b[^.;]{0,80}?\b(?:llama[- ]?guard|shield ?gemma|prompt[- ]?guard|(?:input|output|content|safety|prompt|response|harm)[- /](?:\w+ )?(?:guards?|filters?|filtering|moderation|classifiers?)|safeguards?|moderation (?:api|model|layer|filter)s?|guardrails?)\b/i

export function testedALargerSystem(sentence: string): boolean {
  return TESTED.test(sentence) && SYSTEM.test(sentence) && !/\bcompar(?:e|es|ed|ing|ison)\b/i.test(sentence)
}

const RECALL =
  /\b(?:recall(?:ed|s|ing)?|withdr(?:aw|awn|ew|awal|awing)|revok(?:e|ed|es|ing)|tak(?:e|en|ing) down|takedowns?|took down|pulled the model|pull the model (?:from (?:public|circulation|the (?:hub|market|public|site))|back)|unpublish(?:ed|ing)?|no longer available|delete all copies|removed from circulation)\b/i
const RECALLED =
  /\b(?:models?|weights|checkpoints?|releases?|versions?|files?|artifacts?|downloads?|copies|repository|repo)\b/i
/** A metric, remembering, rights that a licence ends: not bytes called back. */
const NOT_RECALL =
  /\bprecision\b|\bf1\b|\brecall ?@|\b(?:average|mean|high|low|better|total|information|factual|fact|memory|long[- ]context|context|perfect|needle|passage|document|retrieval|improve[ds]?|top[- ]?\d*) recall\b|\brecall (?:of|at|rate|score|metric|and|=|:|\d|is|was|from|information|facts|details|that|how|what|on|for|in|across|performance|accuracy|ability|capabilit)|\b(?:can|to|can't|cannot|ability to|able to) recall\b|\b(?:licen[cs]e|rights?|agreement|consent|permission|token|key|access token|terms?|terminat\w*)\b|\bdatasets? (?:is|are|was|has been) (?:\w+ )?(?:no longer|withdrawn|taken)/i

/** The words with which a sentence calls bytes back; undefined when it does not. */
export function recallWords(sentence: string): string | undefined {
  const words = RECALL.exec(sentence)?.[0]
  if (words === undefined || NOT_RECALL.test(sentence)) return undefined
  return words.includes('the model') || RECALLED.test(sentence) ? words : undefined
}

const TERMS = /\b(?:licen[cs]e|terms|agreement|polic(?:y|ies))\b/i
const BINDS = /\b(?:appl(?:y|ies)|bind(?:s|ing)?|govern(?:s|ed)?|supersede[sd]?|replace[sd]?|effective)\b/i
const EARLIER =
  /\b(?:(?:previous|prior|earlier|existing|already|past)(?:ly)? (?:[\w-]+ ){0,2}?(?:download(?:s|ed|ers)?|recipients?|users?|copies|released|obtained|versions?)|retroactive(?:ly)?|(?:downloaded|obtained|received) (?:[\w-]+ ){0,4}?(?:before|earlier|previously|prior))\b/i

/** Whether a sentence says that a change of terms binds who had the bytes before. */
export function bindsEarlier(sentence: string): boolean {
  return TERMS.test(sentence) && BINDS.test(sentence) && EARLIER.test(sentence) && !/\bnot\b/i.test(sentence)
}
