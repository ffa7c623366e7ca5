// Passkeys: the browser asks the phone, the computer or a security key; its answer goes to the server as JSON.
(() => {
  "use strict";
  const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));
  const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  const known = (list) => list?.map((one) => ({ ...one, id: bytes(one.id) }));

  const created = async (options) => {
    const publicKey = { ...options, challenge: bytes(options.challenge), user: { ...options.user, id: bytes(options.user.id) }, excludeCredentials: known(options.excludeCredentials) };
    const made = await navigator.credentials.create({ publicKey }), { response } = made;
    const transports = response.getTransports?.() ?? [];
    return { ...head(made), response: { clientDataJSON: text(response.clientDataJSON), attestationObject: text(response.attestationObject), transports } };
  };
  const shown = async (options) => {
    const publicKey = { ...options, challenge: bytes(options.challenge), allowCredentials: known(options.allowCredentials) };
    const found = await navigator.credentials.get({ publicKey }), { response } = found;
    const userHandle = response.userHandle ? text(response.userHandle) : undefined;
    return { ...head(found), response: { clientDataJSON: text(response.clientDataJSON), authenticatorData: text(response.authenticatorData), signature: text(response.signature), userHandle } };
  };
  const head = (one) => ({ id: one.id, rawId: text(one.rawId), type: one.type });
  const doing = { "passkey-create": created, "passkey-get": shown };

  document.addEventListener("submit", async (event) => {
    const form = event.target.closest?.("form[data-script]");
    if (!form || form.elements.script.value) return;
    event.preventDefault();
    const said = form.querySelector("[data-said]"), button = form.querySelector("button");
    button.disabled = true; said.textContent = "";
    try {
      form.elements.script.value = JSON.stringify(await doing[form.dataset.script](JSON.parse(form.dataset.options)));
      button.disabled = false;
      form.requestSubmit(button);
    } catch {
      button.disabled = false; said.textContent = form.dataset.failed; button.focus();
    }
  });
})();
