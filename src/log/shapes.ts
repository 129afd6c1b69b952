/** Words behind whose names a value is a secret. */
const NAMES =
  '(?:api|access|auth|secret|private|client|session|refresh|bearer|bot)?[_-]?(?:key|token|secret|passw(?:or)?d|pwd|passphrase|credential|authorization)s?';

/** What a secret or a person looks like, whatever its value; each is one pass in linear time. */
const SHAPES: readonly (readonly [pattern: RegExp, by: string])[] = [
  [
    /-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----[\s\S]{0,8000}?(?:-----END [A-Z ]{0,40}PRIVATE KEY-----|$)/g,
    '***',
  ],
  // Log-ins in addresses: scheme://user:password@host
  [/\b([a-z][a-z0-9+.-]{0,20}:\/\/)[^\s/@:]{0,200}:[^\s/@]{1,200}@/gi, '$1***@'],
  [/\b(bearer|basic)\s+[\w.~+/=-]{8,2000}/gi, '$1 ***'],
  [
    new RegExp(
      `\\b(${NAMES})(["']?\\s{0,4}[=:]\\s{0,4}["']?)(?!\\*\\*\\*|bearer\\s|basic\\s)[^\\s"',;&}]{3,2000}`,
      'gi',
    ),
    '$1$2***',
  ],
  // Three parts of base64: https://www.rfc-editor.org/rfc/rfc7519
  [/\beyJ[\w-]{5,4000}\.[\w-]{5,4000}\.[\w-]{0,2000}/g, '***'],
  // Tokens that name their service: GitHub, Slack, Stripe and OpenAI, AWS, Google, GitLab
  [
    /\b(?:gh[pousr]_\w{20,255}|github_pat_\w{20,255}|xox[abeoprs]-[\w-]{10,250}|[srp]k[-_](?:live|test|proj|ant)?[-_]?[\w-]{16,250}|AKIA[A-Z0-9]{16}|AIza[\w-]{30,50}|glpat-[\w-]{15,100})/g,
    '***',
  ],
  // Bots of Telegram, and of Discord
  [/\b(?:bot)?\d{8,10}:[\w-]{30,50}/g, '***'],
  [/\b[MNO][\w-]{22,28}\.[\w-]{6}\.[\w-]{25,45}\b/g, '***'],
  [/[\w.+-]{1,64}@(?:[\w-]{1,63}\.){1,8}[a-z]{2,24}\b/gi, '***@***'],
  // Numbers of telephones: with a country, or in groups.
  [/(?<![\w.:-])\+\d(?:[ ().-]{0,2}\d){6,14}(?![\w:])/g, '+***'],
  [/(?<![\w.:/-])\(?\d{3}\)?[ .-]\d{3}[ .-]\d{4}(?![\w.:-])/g, '***'],
];

/** Replaces what looks like a token, a key, a password in an address, a telephone number or an e-mail address. */
export function maskShapes(text: string): string {
  return SHAPES.reduce((masked, [pattern, by]) => masked.replaceAll(pattern, by), text);
}
