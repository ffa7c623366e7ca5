// The daily roots that bind a history: that they follow one another, are sealed, and that the history is under them.
function proofsOf(bytes) {
  const said = objectOf(bytes);
  if (!isText(said.number, said.chain, said.head) || !Number.isInteger(said.rows)) throw new Error("no proofs of ours");
  const roots = said.roots.map(({ day, body }) => {
    if (!isText(day, body)) throw new Error("no root of ours");
    return { day, body, says: saysOf(body) };
  });
  for (const one of said.bindings) {
    const ours = isText(one.day, one.hash, one.sealed, one.time_stamp ?? "", ...one.path) && [one.place, one.index].every(Number.isInteger);
    if (!ours) throw new Error("no binding of ours");
  }
  return { ...said, roots };
}

function saysOf(body) {
  try {
    const says = objectOf(body);
    return canonical(says) === body ? says : {};
  } catch {
    return {};
  }
}

async function rootOf(leaf, index, leaves, path) {
  if (!(Number.isInteger(leaves) && index >= 0 && index < leaves)) throw new Error("no such place");
  let [place, last] = [index, leaves - 1];
  let grown = await sha256(joined([Uint8Array.of(0), leaf]));
  for (const one of path) {
    if (one.length !== 64 || last === 0) throw new Error("no such path");
    const neighbour = fromHex(one);
    if (place % 2 || place === last) {
      grown = await sha256(joined([Uint8Array.of(1), neighbour, grown]));
      while (place && place % 2 === 0) [place, last] = [Math.floor(place / 2), Math.floor(last / 2)];
    } else grown = await sha256(joined([Uint8Array.of(1), grown, neighbour]));
    [place, last] = [Math.floor(place / 2), Math.floor(last / 2)];
  }
  if (last) throw new Error("the path is too short");
  return hex(grown);
}

async function examineRoots(proofs, found, keys, findings) {
  const broken = findings.broken.length;
  let before = null;
  for (const root of proofs.roots) {
    if (root.says.day !== root.day || root.says.format !== 1) findings.breaks("root-altered", root.day);
    else if (before && (root.says.before !== (await hashOf(before.body)) || root.day <= before.day)) {
      findings.breaks("root-unlinked", root.day);
    }
    before = root;
  }
  for (const binding of proofs.bindings) await examineBinding(binding, proofs, found, keys, findings);
  if (!proofs.bindings.length) findings.leavesOpen("no-roots");
  else if (findings.broken.length === broken) {
    findings.bearsOut("roots", proofs.bindings.slice(-3).map((one) => one.day).join(", "));
  }
}

async function examineBinding(binding, proofs, found, keys, findings) {
  const { day, place, hash } = binding;
  const root = proofs.roots.findLast((one) => one.day === day);
  if (!root) {
    findings.breaks("root-missing", day);
    return;
  }
  if (found.get(place) !== hash) findings.breaks("leaf-differs", day);
  const leaf = utf8(`${proofs.chain}\n${place}\n${hash}`);
  const led = await rootOf(leaf, binding.index, root.says.leaves, binding.path).catch(() => "");
  if (!led || led !== root.says.root) findings.breaks("proof-fails", day);
  if (binding.time_stamp) findings.leavesOpen("stamp-unknown", day);
  const signer = await rootSigner(binding.sealed, root).catch(() => null);
  if (!signer) findings.breaks("root-unsealed", day);
  else if (!keys.length || !same(signer.bytes, keys[0].bytes)) {
    findings.leavesOpen("root-other-seal", `${day} (${await sha256Hex(signer.bytes)})`);
  }
}

async function rootSigner(jws, root) {
  const [head, body, signature, more] = jws.split(".");
  if (more !== undefined) return null;
  const [said, claims] = [objectOf(fromBase64Url(head)), objectOf(fromBase64Url(body))];
  const signer = certificateOf(fromBase64(said.x5c[0]));
  if (!("issuer" in claims)) return null;
  delete claims.issuer;
  if (canonical(claims) !== canonical(root.says)) return null;
  const method = { ES256: "06082a8648ce3d040302", RS256: "06092a864886f70d01010b" }[said.alg];
  const raw = fromBase64Url(signature);
  if (!method || (said.alg === "ES256" && raw.length !== 64)) return null;
  return (await verified(signer, method, raw, utf8(`${head}.${body}`), true)) ? signer : null;
}

function examineKept(bytes, proofs, findings) {
  const published = new Map(objectOf(bytes).roots.map(({ day, body }) => [day, body]));
  const both = proofs.roots.filter((one) => published.has(one.day));
  const differ = both.filter((one) => published.get(one.day) !== one.body);
  for (const one of differ) findings.breaks("root-differs", one.day);
  if (!both.length) findings.leavesOpen("roots-apart");
  else if (!differ.length) findings.bearsOut("roots-compared", both.length);
}
