import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Paths of PEM files in a folder of their own. */
export interface Certificates {
  readonly ca: string;
  readonly serverCert: string;
  readonly serverKey: string;
  readonly clientCert: string;
  readonly clientKey: string;
  /** @returns the text of one of them */
  read(file: Exclude<keyof Certificates, "read" | "remove">): string;
  remove(): void;
}

/**
 * Makes an authority, a server certificate and a client certificate with openssl.
 *
 * @param names what the server certificate is made out to: "IP:127.0.0.1,DNS:localhost"
 */
export function makeCertificates(names = "IP:127.0.0.1,DNS:localhost"): Certificates {
  const folder = mkdtempSync(join(tmpdir(), "nats-stack-certificates-"));
  const file = (name: string): string => join(folder, name);
  selfSigned(file("ca"));
  signed(file("server"), file("ca"), `subjectAltName=${names}`);
  signed(file("client"), file("ca"), "extendedKeyUsage=clientAuth");
  const paths = {
    ca: file("ca.pem"),
    serverCert: file("server.pem"),
    serverKey: file("server.key"),
    clientCert: file("client.pem"),
    clientKey: file("client.key"),
  };
  return {
    ...paths,
    read: (name) => readFileSync(paths[name], "utf8"),
    remove: () => {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const newKey = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];

function selfSigned(base: string): void {
  openssl(
    ...["req", "-x509", ...newKey, "-days", "2", "-subj", "/CN=authority"],
    ...["-keyout", `${base}.key`, "-out", `${base}.pem`],
  );
}

function signed(base: string, authority: string, extension: string): void {
  openssl("req", ...newKey, "-subj", "/CN=peer", "-keyout", `${base}.key`, "-out", `${base}.csr`);
  writeFileSync(`${base}.ext`, extension);
  openssl(
    ...["x509", "-req", "-in", `${base}.csr`, "-CA", `${authority}.pem`, "-CAkey"],
    ...[`${authority}.key`, "-CAcreateserial", "-days", "2", "-extfile", `${base}.ext`],
    ...["-out", `${base}.pem`],
  );
}

const openssl = (...args: readonly string[]): void => {
  execFileSync("openssl", args, { stdio: "ignore" });
};
