/** Texts that would break out of what they are shown in, by where. */
export const HOSTILE_TEXTS = {
  'a line of a log': 'name\n{"level":"info","event":"account-audited","state":"clean"}',
  'a line of a mail': 'name\r\n- access-key AKIAEXAMPLE: removed',
  'colours and the title of a terminal': 'name\u001b[31m\u001b]0;owned\u0007',
  'the C1 form of an escape': 'name\u009b31m',
  'the direction of writing': 'name\u202egnp.exe\u2066',
  'what cannot be seen': 'na\u200bme\ufeff\u{e0041}',
  'a line separator': 'name\u2028next\u2029next',
  'markup of a page': `</td><script>alert(1)</script><img src=x onerror='alert(1)'>"`,
  'a mention in a chat': '<!channel> <https://evil.example|the runbook>',
  'a formula of a spreadsheet': '=HYPERLINK("https://evil.example","click")',
  'half of a surrogate pair': 'name\ud800',
  'a null': 'na\u0000me',
} as const;

/** Characters that move the cursor, change the writing direction, or are invisible. */
export const UNPRINTABLE = /[\p{Cf}\p{Zl}\p{Zp}]|(?!\n)\p{Cc}/u;
