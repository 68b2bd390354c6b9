// @ts-check

/** This environment without the settings of an account, which the platform's other SDKs read too. */
export function withoutAccount() {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("ARIZE_")));
}
