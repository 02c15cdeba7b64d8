/**
 * Fills `${{NAME}}` inside the strings of a template, leaving its structure alone: a value cannot add a member.
 * @param {unknown} template
 * @param {Readonly<Record<string, string>>} values
 * @returns {unknown}
 */
export function fill(template, values) {
  if (typeof template === 'string') {
    return template.replaceAll(/\$\{\{(\w+)\}\}/g, (_all, name) => {
      const value = values[name];
      if (value === undefined)
        throw new Error(`The manifest template asks for ${name}, which nothing provides.`);
      return value;
    });
  }
  if (Array.isArray(template)) return template.map((item) => fill(item, values));
  if (template === null || typeof template !== 'object') return template;
  return Object.fromEntries(Object.entries(template).map(([key, value]) => [key, fill(value, values)]));
}

/**
 * What the official schema, which the package carries, says against a manifest.
 * @param {unknown} manifest
 * @returns {Promise<readonly string[]>}
 */
export async function schemaProblems(manifest) {
  // Slow to load, so only once there is something to check.
  const { AppManifestUtils } = await import('@microsoft/app-manifest');
  // The library types its argument by schema version; what we hold is unproven JSON.
  return AppManifestUtils.validateAgainstSchema(/** @type {any} */ (manifest));
}
