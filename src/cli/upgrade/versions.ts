/** A release is `1.2.3`. */
export type Version = readonly [major: number, minor: number, patch: number];

export function parseVersion(text: string): Version | undefined {
  const [, major, minor, patch] = text.match(/^(\d+)\.(\d+)\.(\d+)$/) ?? [];
  return patch === undefined ? undefined : [Number(major), Number(minor), Number(patch)];
}

/** Negative if the first is older. */
export function compareVersions(one: Version, other: Version): number {
  const at = one.findIndex((part, index) => part !== other[index]);
  return at < 0 ? 0 : (one[at] ?? 0) - (other[at] ?? 0);
}

/** A section of the changelog. */
export interface Release {
  /** `Unreleased`, or a version. */
  readonly name: string;
  readonly text: string;
}

/** The sections of a changelog that follows Keep a Changelog, in its order: the newest first. */
export function parseChangelog(text: string): readonly Release[] {
  return text
    .split(/^## /m)
    .slice(1)
    .flatMap((section) => {
      const [, name] = section.match(/^\[([^\]]+)\]/) ?? [];
      const [, ...body] = section.split('\n');
      return name === undefined ? [] : [{ name, text: body.join('\n').trim() }];
    });
}

/** What has changed after a version, up to another one. Without the first, everything has. */
export function changesBetween(
  releases: readonly Release[],
  after: Version | undefined,
  upTo: Version,
): readonly Release[] {
  return releases.filter(({ name, text }) => {
    const version = parseVersion(name);
    if (version === undefined || text === '') return false;
    return (
      (after === undefined || compareVersions(version, after) > 0) && compareVersions(version, upTo) <= 0
    );
  });
}
