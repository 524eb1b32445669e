import { once } from "node:events";
import { connect } from "node:net";
import { connect as connectTls } from "node:tls";
import type { Certificates } from "./certificates";

const patienceMillis = 2_000;

/**
 * Asks a port of a nats-server for its certificate, as a client, to which the server speaks first in clear, or as another
 * server, with which it encrypts at once.
 *
 * @param shown what this end shows, where it is asked
 * @returns PEM, as openssl writes it
 */
export async function shownCertificate(
  port: number,
  who: "client" | "server",
  shown: Certificates,
): Promise<string> {
  const socket = connect(port, "127.0.0.1");
  const signal = AbortSignal.timeout(patienceMillis);
  try {
    await once(socket, who === "client" ? "data" : "connect", { signal });
    const tls = connectTls({
      socket,
      rejectUnauthorized: false,
      cert: shown.read("serverCert"),
      key: shown.read("serverKey"),
    });
    await once(tls, "secureConnect", { signal });
    // what the other end says of an early goodbye
    tls.on("error", () => undefined);
    return pem(tls.getPeerCertificate().raw);
  } finally {
    socket.destroy();
  }
}

const pem = (der: Buffer): string =>
  [
    "-----BEGIN CERTIFICATE-----",
    ...(der.toString("base64").match(/.{1,64}/g) ?? []),
    "-----END CERTIFICATE-----",
    "",
  ].join("\n");
