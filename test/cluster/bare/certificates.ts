import { writeFile } from "node:fs/promises";
import { command } from "../command";
import { addresses, nodeName, place } from "./places";

const newKey = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
const days = ["-days", "7"];

/** Who a certificate is for: it becomes pki/<name>.crt and .key. */
interface Holder {
  readonly name: string;
  readonly subject: string;
  readonly names: string;
}

const apiNames = ["localhost", "kubernetes", "kubernetes.default", "kubernetes.default.svc"];

const holders: readonly Holder[] = [
  {
    name: "apiserver",
    subject: "/CN=kube-apiserver",
    names: [
      ...apiNames.map((name) => `DNS:${name}`),
      ...["127.0.0.1", addresses.apiService, addresses.node].map((address) => `IP:${address}`),
    ].join(","),
  },
  { name: "admin", subject: "/O=system:masters/CN=admin", names: "DNS:admin" },
  {
    name: "kubelet",
    subject: `/O=system:nodes/CN=system:node:${nodeName}`,
    names: `DNS:${nodeName},IP:127.0.0.1,IP:${addresses.node}`,
  },
];

const pki = (name: string): string => place("pki", name);

/** Makes the cluster's authority, the certificates it signs, and the key pair of service accounts. */
export async function makeCertificates(): Promise<void> {
  const authority = ["-x509", ...newKey, ...days, "-subj", "/CN=nats-stack-bare"];
  await openssl("req", ...authority, "-keyout", pki("ca.key"), "-out", pki("ca.crt"));
  await Promise.all([...holders.map(certificate), serviceAccountKeys()]);
}

async function certificate({ name, subject, names }: Holder): Promise<void> {
  const request = [...newKey, "-subj", subject];
  await openssl("req", ...request, "-keyout", pki(`${name}.key`), "-out", pki(`${name}.csr`));
  const extensions = `subjectAltName=${names}\nextendedKeyUsage=serverAuth,clientAuth\n`;
  await writeFile(pki(`${name}.ext`), extensions);
  await openssl(
    ...["x509", "-req", ...days, "-in", pki(`${name}.csr`), "-extfile", pki(`${name}.ext`)],
    ...["-CA", pki("ca.crt"), "-CAkey", pki("ca.key"), "-set_serial", serial(name)],
    ...["-out", pki(`${name}.crt`)],
  );
}

/** Signed side by side, so openssl's own counter would be written by several at once. */
const serial = (name: string): string =>
  String(holders.findIndex((holder) => holder.name === name) + 2);

async function serviceAccountKeys(): Promise<void> {
  await openssl("genpkey", "-algorithm", "RSA", "-out", pki("sa.key"));
  await openssl("pkey", "-in", pki("sa.key"), "-pubout", "-out", pki("sa.pub"));
}

const openssl = (...parameters: readonly string[]): Promise<string> =>
  command("openssl", parameters);
