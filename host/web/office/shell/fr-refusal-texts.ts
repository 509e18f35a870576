// Why something could not be done, in French.
import type { LoginReason } from './en-refusal-texts.ts';
import type { RefusalGroup } from './refusal-groups.ts';

export const refusalsFr: Record<RefusalGroup, string> = {
  caseApproved: 'Le dossier est déjà approuvé ; il ne peut être ni changé ni marqué.',
  caseRejected: 'La douane a refusé le dossier tel quel. Envoyez-le de nouveau, ou faites-le modifier à sa source.',
  caseChanged: 'Le dossier n’est pas ce que vous avez vu. Relisez-le, puis marquez-le.',
  caseTampered:
    'Le dossier n’est pas ce qui a été approuvé. Rien n’a été scellé ; prévenez le responsable de la sécurité.',
  caseThere: 'Il existe un dossier de cet identifiant avec un autre contenu. Changez celui-là.',
  busy: 'Quelqu’un d’autre l’a en ce moment, ou un travail est en cours. Réessayez dans un instant.',
  notMarked: 'Vous n’avez pas marqué le dossier. Marquez d’abord : marquer et approuver sont deux actes.',
  notApproved: 'Le dossier n’est pas approuvé, ou ne l’est plus.',
  notSealed: 'Le dossier n’est pas scellé.',
  sealedAlready:
    'L’appareil en a déjà scellé une partie, ou va le faire. Choisissez « Réessayer » ; rien n’est scellé deux fois.',
  wrongCard: 'La carte dans l’appareil n’est pas la vôtre. Insérez votre propre carte, puis réessayez.',
  cardRevoked: 'La carte a été révoquée. Remettez-la au responsable de la sécurité et scellez avec une carte valable.',
  sealRefused:
    'Une carte qui n’y est pas autorisée a scellé. Ce sceau n’est pas utilisé, et le journal le note. Approuvez de nouveau, avec votre propre carte valable.',
  notAllowed: 'Vous ne pouvez pas le faire. Il faut un autre rôle, une connexion avec réponse, ou une autre personne.',
  notFound: 'Cela n’existe pas, ou n’existe plus.',
  issuerSealWrong:
    'Ce n’est pas le sceau de l’émetteur de ce document. Comparez le sceau du document sur l’appareil et tapez ce qu’il affiche.',
  sealDigits: 'Un sceau a six chiffres, zéros initiaux compris. Tapez-les tous.',
  sealNoField: 'Le document n’a pas de place pour les sceaux.',
  document: 'Le document n’est pas tel que son profil l’exige et ne peut être scellé. Faites-le corriger à sa source.',
  profile: 'Le profil ou la méthode de scellement de ce document n’est pas connu ici.',
  channelCustoms: 'La douane n’a pas reçu le document. Il reste scellé ; envoyez-le plus tard.',
  customsHasIt:
    'La douane a déjà ce document et sa première réponse est perdue. Il reste scellé ; demandez à la douane ce qu’il est devenu.',
  request: 'Ce qui a été tapé ou choisi n’est pas ce qui est attendu. Vérifiez-le et réessayez.',
  tooLong: 'C’est plus long que permis.',
  tooMany: 'Il y en a eu trop. Attendez un peu, puis réessayez.',
  notLoggedIn: 'Vous n’êtes pas connecté. Connectez-vous et réessayez.',
  foreignPage: 'Le pont ne sert pas cette page. Rouvrez le bureau par sa propre adresse.',
  stopping: 'Le pont s’arrête. Réessayez quand il sera revenu.',
  noAnswer: 'Le pont ne répond pas. Vérifiez qu’il fonctionne, puis réessayez.',
  failure: 'Le pont a rencontré un défaut interne ou de réglage ; son protocole en dit plus.',
  journal:
    'Le journal ne peut être lu ou écrit, et sans lui rien ne se fait. Prévenez la personne qui s’occupe du pont.',
  keyStoreClosed: 'Le registre des clés est fermé. Deux responsables doivent l’ouvrir.',
  keyStoreOpen: 'Le registre des clés est déjà ouvert.',
  keyStoreNotOpened: 'Un nom ou un secret est faux, ou le registre des clés est endommagé. Rien n’a été ouvert.',
  keyStoreDamaged:
    'Le registre des clés manque, est endommagé ou plus ancien qu’il n’était. Prévenez les responsables de la sécurité.',
  secrets: 'Les deux secrets doivent être assez longs et différents.',
  personUnknown: 'Cette personne n’existe pas ici, ou ne peut pas le faire.',
  issuerTaken: 'Une autre personne a cette identité d’émetteur.',
  ceremony: 'Cette introduction est terminée, ou ce n’est pas son étape suivante. Recommencez au besoin.',
  keyWrong: 'La clé ou ce qui l’accompagne n’est pas juste. Comparez avec la feuille.',
  keyNotWanted: 'Cette clé n’est pas prévue pour cette personne.',
  keyThere: 'Cette clé y est déjà.',
  keyUnknown: 'Il n’y a pas de telle clé.',
  severalDevices: 'Plusieurs appareils sont connectés. Ne laissez que celui qui doit sceller, puis réessayez.',
  noDevice: 'Aucun appareil n’est branché, ou il a disparu. Branchez-le, puis réessayez.',
  deviceTrouble: 'Le pont et l’appareil ne se sont pas compris. Débranchez l’appareil, rebranchez-le et réessayez.',
  wrongDevice: 'Cela a été commencé sur un autre appareil. Branchez celui-là.',
  notPaired: 'L’appareil n’est pas associé à cet ordinateur. Associez-le d’abord à son clavier.',
  pairing: 'L’association a échoué : l’appareil n’y est pas prêt, les nombres diffèrent, ou elle a été refusée.',
  noCard: 'La carte n’est pas dans l’appareil. Insérez-la ; ce qui est approuvé sera terminé.',
  cardUnfit:
    'La carte dans l’appareil ne peut pas le faire : c’est une autre, elle est bloquée, trop ancienne ou n’a pas la clé.',
  pinMissing: 'Le code PIN n’a pas été donné.',
  refused: 'Cela a été refusé sur l’appareil.',
  timedOut: 'Personne n’a répondu à temps. Réessayez.',
  cancelled: 'Cela a été retiré.',
  cannotShow: 'L’appareil ne peut pas montrer ce document, donc il ne le scelle pas.',
  requestReused:
    'Cela a déjà été demandé avec un autre contenu, ou il y a trop longtemps. Rien n’a été scellé ; prévenez la personne qui s’occupe du pont.',
  journalFull: 'Le journal de l’appareil est plein. Faites-le relever, puis scellez de nouveau.',
  update: 'L’appareil n’accepte pas maintenant cette mise à jour ou cette heure.',
};

export const loginReasonsFr: Record<LoginReason, string> = {
  wrong: 'La réponse était fausse. Recommencez avec un nouveau nombre.',
  'no-challenge': 'Ce nombre a déjà servi. Recommencez avec un nouveau.',
  expired: 'Le nombre est trop ancien. Recommencez avec un nouveau.',
  locked: 'Trop de réponses fausses : un responsable de la sécurité doit vous débloquer.',
  throttled: 'Trop de réponses fausses dans ce bureau en une heure. Attendez un peu, puis recommencez.',
  'key-not-valid':
    'La clé de cette carte est révoquée ou hors de sa validité. Adressez-vous à un responsable de la sécurité.',
};
