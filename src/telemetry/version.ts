declare const KUBEHOSE_VERSION: string | undefined;

/** The version of the package that a bundle was made of; sources that run without a build have none. */
export const version = typeof KUBEHOSE_VERSION === 'undefined' ? 'unbuilt' : KUBEHOSE_VERSION;
