// Small words that give a language away. Written for this project; words that several languages share are left out.
const list = (words: string): ReadonlySet<string> => new Set(words.split(' '))

/** Words that people use with this bot in English, apart from content words. */
export const englishWords = list(
  'the a an i you he she it we they my your his her its our their me him us them this that these those is are was were be been being am do does did done have has had will would can could should shall may might must not no yes and or but if because when where what who whom which why how to of in on at for from with about into over after before again there here please thanks thank hello hi hey bye good very much many more some any all one two need want like get got give go going know think make see tell help work works back still just also too than then now today tomorrow yesterday order ordered money refund return returns cancel delivery delivered shipping package parcel payment pay paid card price cheap address change track tracking item product size colour color broken wrong missing late never arrived buy bought sell store shop open hours account password email phone number agent human person speak talk complaint ok okay great nice thx pls sorry sure maybe dont cant wont isnt im ive id lets',
)

/** Other languages in Latin script, by BCP 47 tag: common function words that English does not have. */
export const foreignWords: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  [
    'fr',
    list(
      'le la les un une des du de et est où je vous nous ma mon mes ne pas que qui quoi pour avec dans sur bonjour merci commande ai suis êtes votre vos ce cette ces sont combien quand comment puis-je veux voudrais mais très livraison',
    ),
  ],
  [
    'de',
    list(
      'der die das ein eine einen und ist nicht ich sie wir mein meine mit für auf dem den von zu zum zur wo wie wann warum bitte danke hallo bestellung kann können möchte habe haben wird auch noch sind meiner lieferung guten',
    ),
  ],
  [
    'es',
    list(
      'el la los las un una unos y es está dónde donde yo usted nosotros mi mis no que quién para con en por hola gracias pedido cuándo cómo puedo quiero tengo pero muy mucho del al su sus son esta este mis qué cuanto cuánto',
    ),
  ],
  [
    'pt',
    list(
      'o os as um uma e é onde eu você nós meu minha não que quem para com em por olá obrigado obrigada pedido quando como posso quero tenho mas muito do da dos das seu sua são está meus',
    ),
  ],
  [
    'it',
    list(
      'il lo la gli le un una e è dove io lei noi mio mia non che chi per con in di ciao grazie ordine quando come posso voglio ho ma molto del della sono questo questa vorrei mio buongiorno',
    ),
  ],
  [
    'nl',
    list(
      'de het een en is waar ik u wij mijn niet dat wie voor met op van hallo bedankt bestelling wanneer hoe kan wil heb maar zeer zijn deze dit goedendag graag',
    ),
  ],
  [
    'pl',
    list(
      'i w na z nie jest gdzie ja pan pani moje moja zamówienie kiedy jak mogę chcę mam ale bardzo się dzień dobry dziękuję proszę czy do od to',
    ),
  ],
  [
    'tr',
    list(
      've bir bu nerede ben siz benim değil ne kim için ile merhaba teşekkürler sipariş siparişim zaman nasıl istiyorum var ama çok',
    ),
  ],
  [
    'id',
    list(
      'dan yang di saya anda kami tidak apa siapa untuk dengan halo terima kasih pesanan kapan bagaimana bisa mau ada tetapi sangat ini itu mana',
    ),
  ],
  [
    'vi',
    list('và là của tôi bạn không gì ai cho với ở xin chào cảm ơn đơn hàng khi nào thế được muốn có nhưng rất này đâu'),
  ],
  [
    'sv',
    list(
      'och är var jag ni min mitt inte vad vem för med på hej tack beställning när hur kan vill har men mycket det den',
    ),
  ],
])
