// Words and phrases that carry feeling, English, written for this project. Weights: 3 strong, 2 clear, 1 slight.
import { weighted as words } from './weighted-words.js'

export const englishLexicon: ReadonlyMap<string, number> = new Map([
  ...words(
    3,
    'amazing awesome excellent fantastic wonderful perfect outstanding superb brilliant incredible love loved loves loving delicious delightful gorgeous phenomenal best flawless exceptional magnificent terrific stunning masterpiece fabulous unbeatable impeccable heavenly',
  ),
  ...words(
    2,
    'great good happy pleased glad nice beautiful lovely enjoy enjoyed enjoyable enjoying recommend recommended satisfied impressed impressive helpful friendly fast quick quickly easy easily comfortable comfy sturdy reliable tasty fresh fun funny hilarious favorite favourite thanks thank appreciate appreciated cheers works worked pleasant pleasantly attractive cool sharp clear crisp excited smooth smoothly solid superior value bargain affordable attentive polite courteous professional clean cozy charming wow yummy yay sweet generous enjoys likes liked winner rocks hooked delight touching moving captivating interesting engaging entertaining memorable remarkable talented clever smart powerful inspiring genuine accurate durable convenient handy efficient thoughtful warm welcoming grateful kudos bravo congrats stellar',
  ),
  ...words(
    1,
    'ok okay fine fair decent better nicely well like useful worth worthwhile fits fit right correct simple light lightweight stylish cute quality original subtle natural real strong promptly prompt timely reasonable reasonably improved improve improvement works solved resolved fixed complete generous sensible hope smile safe secure plenty variety authentic spicy juicy tender hot loud compact classic definitely highly glad',
  ),
  ...words(
    -3,
    'terrible horrible awful worst disgusting hate hated hates useless worthless garbage rubbish trash crap scam fraud pathetic atrocious dreadful abysmal unacceptable disgrace disgraceful nightmare disaster shit sucks sucked sucky fuck fucking lousy inedible unusable appalling gross nasty vile insulting furious outraged thieves ridiculous ripoff torture unbearable unwatchable',
  ),
  ...words(
    -2,
    'bad poor poorly disappointed disappointing disappointment disappoint broken broke breaks damaged defective faulty wrong late slow slowly rude angry annoyed annoying upset unhappy frustrated frustrating frustration waste wasted wasting cheap flimsy ugly dirty stale bland boring bored dull overpriced refused ignored ignoring complain complaint complaints problem problems issue issues fail failed fails failure failing failures error errors mistake mistakes missing lost never stupid dumb joke mess messy unprofessional unfriendly uncomfortable unreliable unfortunately sad sadly worse avoid mediocre lame tasteless soggy overcooked undercooked cold unhelpful careless lied lie lying cheated cheating misleading fake dishonest junk crappy terribly horribly awfully badly fed-up unsatisfied dissatisfied regret sorry hurt hurts pain painful painfully sick stolen steal scratched torn leaking leaks stuck crash crashes crashed dead died dies die dying useless annoys irritating irritated weak weird confusing confused lacking lacks lack fell falls falling dropped drops smell smells smelled stink stinks stained expired rotten rancid greasy dry burnt burned cracked unimpressed underwhelming underwhelmed pointless predictable cliche cliched wooden amateurish clumsy disrespectful disrespected offended insult unfair dishonest warning trouble difficult impossible hassle inconvenient inconvenience horrid hideous embarrassed embarrassing wasteful flaw flaws flawed mess plastic fails',
  ),
  ...words(
    -1,
    'not delay delayed delays waiting wait waited expensive costly hard small tiny tight loose short thin heavy noisy noise static loud old late longer least barely hardly refund return returned returning replace replacement unclear unknown average however supposed already still nobody nothing without empty limited lot-less disconnected drain drained drains charge charged twice overnight apology apologies mediocre instead crowded attitude returned stopped stop stops quit shame concern worried worry afraid odd strange minus lower low cut unfinished unable unless cannot',
  ),
  ['not', 0],
  ['never', -1],
  ['no', 0],
  ['plastic', -1],
])

/** Turn the meaning of what follows within three words. */
export const englishNegations: ReadonlySet<string> = new Set(
  'not no never none nobody nothing neither nor without hardly barely cannot cant dont doesnt didnt isnt wasnt arent werent wont wouldnt shouldnt couldnt havent hasnt hadnt aint lacks lacking'.split(
    ' ',
  ),
)

/** Strengthen (or weaken, below 1) the next feeling. */
export const englishDegrees: ReadonlyMap<string, number> = new Map([
  ...words(
    1.4,
    'very really extremely so absolutely totally completely incredibly super highly too truly deeply utterly',
  ),
  ...words(0.6, 'slightly somewhat fairly rather quite little bit kinda sorta'),
])

/** After these the sentence says what it means: "the food was good but the service was awful". */
export const englishTurns: ReadonlySet<string> = new Set([
  'but',
  'however',
  'although',
  'yet',
  'unfortunately',
  'except',
])
