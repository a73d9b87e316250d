/** A text whose variables were filled in, and what went wrong with them (each completes "field …"). */
export interface ExpandedText {
  readonly text: string;
  readonly problems: readonly string[];
}

/** `$${` · `${NAME}` or `${NAME:-default}` · a `${` that is neither. */
const VARIABLE = /\$\$\{|\$\{([A-Za-z_]\w*)(?::-([^}]*))?\}|\$\{/g;

/**
 * Fills `${NAME}` and `${NAME:-default}` in from the environment; `$${` means `${`. A variable that is empty counts
 * as absent, as everywhere in the settings.
 */
export function expandVariables(
  text: string,
  environment: Readonly<Record<string, string | undefined>>,
): ExpandedText {
  const problems: string[] = [];
  const expanded = text.replace(VARIABLE, (whole, name: string | undefined, fallback: string | undefined) => {
    if (whole === '$${') return '${';
    if (name === undefined) {
      problems.push(
        'has a ${ that begins no ${NAME} or ${NAME:-default} (write $${ for the characters themselves)',
      );
      return '';
    }
    const value = Object.hasOwn(environment, name) ? environment[name]?.trim() : undefined;
    if (value !== undefined && value !== '') return value;
    if (fallback === undefined) problems.push(`needs the environment variable ${name}, which is not set`);
    return fallback ?? '';
  });
  return { text: expanded, problems };
}
