// The site's seal: a detached CAdES signature over the manifest. Whom to trust is for the person to say.
const SHA256_ALONE = ["300b0609608648016503040201", "300d06096086480165030402010500"];

async function signerOf(signature, manifest, keys) {
  const [type, wrapped] = inside(whole(signature));
  if (idOf(type) !== OID.signedData) return null;
  const [version, digests, content, ...rest] = inside(inside(wrapped)[0]);
  const certificates = rest.filter((one) => one.tag === 0xa0).flatMap(inside).map((one) => certificateOf(one.all));
  const signers = inside(rest[rest.length - 1]);
  if (signers.length !== 1 || inside(content).length !== 1 || idOf(inside(content)[0]) !== OID.data) return null;
  const [signerVersion, id, digest, attributes, method, value] = inside(signers[0]);
  const exact =
    [version, signerVersion].every((one) => idOf(one) === "020101") &&
    id.tag === 0x30 &&
    inside(digests).length === 1 &&
    [inside(digests)[0], digest].every((one) => SHA256_ALONE.includes(idOf(one))) &&
    attributes.tag === 0xa0 &&
    sortedHex(certificates).join() === sortedHex(keys).join();
  const [issuer, serial] = inside(id);
  const signer = certificates.find((one) => same(one.issuer.all, issuer.all) && same(one.serial.all, serial.all));
  if (!exact || !signer || !(await attributesFit(attributes, signer, manifest))) return null;
  const signed = joined([Uint8Array.of(0x31), attributes.all.subarray(1)]);
  return (await verified(signer, idOf(inside(method)[0]), value.inner, signed)) ? signer : null;
}

const sortedHex = (certificates) => certificates.map((one) => hex(one.bytes)).sort();

async function attributesFit(attributes, signer, manifest) {
  const found = new Map(inside(attributes).map((one) => [idOf(inside(one)[0]), inside(inside(one)[1])[0]]));
  const certificate = found.get(OID.signingCertificate);
  if (!certificate || !found.has(OID.messageDigest) || !found.has(OID.contentType)) return false;
  const named = inside(inside(inside(certificate)[0])[0]).find((one) => one.tag === 4);
  return (
    idOf(found.get(OID.contentType)) === OID.data &&
    same(found.get(OID.messageDigest).inner, await sha256(manifest)) &&
    same(named.inner, await sha256(signer.bytes))
  );
}

// From the seal up to the certificate that the person trusts, each in force now.
async function leadsTo(root, signer, keys) {
  const now = Date.now();
  let lower = signer;
  for (let step = 0; step < 10; step += 1) {
    if (!(lower.from <= now && now <= lower.until)) return false;
    if (same(lower.bytes, root.bytes)) return true;
    const higher = [root, ...keys].find((one) => one !== lower && same(one.subject.all, lower.issuer.all));
    if (!higher || !(await verified(higher, lower.method, lower.signature, lower.body.all))) return false;
    lower = higher;
  }
  return false;
}

async function examineSeal(held, trusted, findings) {
  const keys = keysOf(held, findings);
  if (!held.has(SIGNATURE)) {
    findings.breaks("seal-missing");
    return keys;
  }
  const signer = await signerOf(held.get(SIGNATURE), held.get(MANIFEST) ?? new Uint8Array(), keys).catch(() => null);
  if (!signer) {
    findings.breaks("seal-broken");
    return keys;
  }
  findings.signer = { name: nameOf(signer), fingerprint: await sha256Hex(signer.bytes) };
  const good = trusted && (await leadsTo(trusted, signer, keys).catch(() => false));
  if (good) findings.bearsOut("seal", nameOf(signer));
  else findings.leavesOpen("seal-unknown", findings.signer.fingerprint);
  return keys;
}

function keysOf(held, findings) {
  if (!held.has(KEYS)) return [];
  try {
    const found = certificatesIn(held.get(KEYS));
    if (!found.length) throw new Error("no certificate");
    return found;
  } catch {
    findings.breaks("file-unreadable", KEYS);
    return [];
  }
}
