// What the page itself says, in the chosen person's language.

const EN = {
  skip: "Skip to the conversation",
  sandbox: "Sandbox: a stand-in Slack on this machine",
  channels: "Channels",
  apps: "Apps",
  website: "The pretend public website",
  toSide: "Show channels",
  thread: "Thread",
  closeThread: "Close thread",
  offline: "Connection lost. Trying again…",
  gotIt: "Got it",
  hint: "Choose who you are at the top of the channel list, then press Approve on a card in #approvals. Nothing here leaves this machine, so try everything.",
  you: (name, title) => `You are: ${name} · ${title}`,
  chooseYou: "Who are you?",
  home: "Home",
  messages: "Messages",
  write: (place) => `Message ${place}`,
  reply: "Reply…",
  send: "Send",
  shortcuts: "Shortcuts",
  more: "More actions",
  options: "More options",
  replyInThread: "Reply in thread",
  replies: (n) => (n === 1 ? "1 reply" : `${n} replies`),
  lastReply: (when) => `Last reply ${when}`,
  onlyYou: "Only visible to you",
  edited: "(edited)",
  app: "APP",
  empty: (place) => `Nothing in ${place} yet.`,
  emptyHome: "Amends has not shown anything here yet.",
  slow: "This app did not respond in time.",
  failed: (status) => `This app answered with an error (${status}).`,
  unreachable: "The app could not be reached.",
  trouble: "We had some trouble connecting. Try again?",
  notCommand: (name) => `${name} is not a command here. Try /amends.`,
  close: "Close",
  cancel: "Cancel",
  choose: "Choose…",
  optional: "(optional)",
  unread: (n) => `${n} unread`,
  today: "Today",
  yesterday: "Yesterday",
  todayAt: (t) => `today at ${t}`,
  dateAt: (d, t) => `${d} at ${t}`,
  broadcast: "replied to a thread",
  tooLong: "That text is empty or too long.",
  titles: {},
};

const FR = {
  skip: "Aller à la conversation",
  sandbox: "Bac à sable : un Slack d’essai sur cette machine",
  channels: "Canaux",
  apps: "Applications",
  website: "Le faux site public",
  toSide: "Afficher les canaux",
  thread: "Fil de discussion",
  closeThread: "Fermer le fil",
  offline: "Connexion perdue. Nouvel essai…",
  gotIt: "Compris",
  hint: "Choisissez qui vous êtes en haut de la liste des canaux, puis appuyez sur le bouton d’approbation d’une carte de #approvals. Rien ne quitte cette machine : essayez tout.",
  you: (name, title) => `Vous êtes : ${name} · ${title}`,
  chooseYou: "Qui êtes-vous ?",
  home: "Accueil",
  messages: "Messages",
  write: (place) => `Écrire à ${place}`,
  reply: "Répondre…",
  send: "Envoyer",
  shortcuts: "Raccourcis",
  more: "Autres actions",
  options: "Autres options",
  replyInThread: "Répondre dans le fil",
  replies: (n) => (n === 1 ? "1 réponse" : `${n} réponses`),
  lastReply: (when) => `Dernière réponse ${when}`,
  onlyYou: "Visible par vous uniquement",
  edited: "(modifié)",
  app: "APPLI",
  empty: (place) => `Rien dans ${place} pour l’instant.`,
  emptyHome: "Amends n’a encore rien affiché ici.",
  slow: "Cette application n’a pas répondu à temps.",
  failed: (status) => `Cette application a répondu par une erreur (${status}).`,
  unreachable: "L’application est injoignable.",
  trouble: "La connexion a échoué. Réessayer ?",
  notCommand: (name) => `${name} n’est pas une commande ici. Essayez /amends.`,
  close: "Fermer",
  cancel: "Annuler",
  choose: "Choisir…",
  optional: "(facultatif)",
  unread: (n) => `${n} non lu${n > 1 ? "s" : ""}`,
  today: "Aujourd’hui",
  yesterday: "Hier",
  todayAt: (t) => `aujourd’hui à ${t}`,
  dateAt: (d, t) => `${d} à ${t}`,
  broadcast: "a répondu à un fil",
  tooLong: "Ce texte est vide ou trop long.",
  titles: { "Support agent": "Service client", Manager: "Responsable" },
};

export const wordsFor = (locale) => (locale.startsWith("fr") ? FR : EN);

export function clockTime(date, locale) {
  return new Intl.DateTimeFormat(locale, { hour: "2-digit", minute: "2-digit" }).format(date);
}

const sameDay = (one, other) => one.toDateString() === other.toDateString();

export function dayName(date, locale, options = { weekday: "long", day: "numeric", month: "long" }) {
  const words = wordsFor(locale);
  const now = new Date();
  if (sameDay(date, now)) return words.today;
  if (sameDay(date, new Date(now.getTime() - 864e5))) return words.yesterday;
  return new Intl.DateTimeFormat(locale, options).format(date);
}

export function whenText(date, locale) {
  const words = wordsFor(locale);
  const time = clockTime(date, locale);
  return sameDay(date, new Date())
    ? words.todayAt(time)
    : words.dateAt(new Intl.DateTimeFormat(locale, { day: "numeric", month: "short" }).format(date), time);
}
