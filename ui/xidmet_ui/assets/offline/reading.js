// Reads QR codes from pictures and from the camera: by the browser's own means where it has them, else by qr.
import { decodeQR } from "./qr-decode.js";

const SIDES = [1200, 2400]; // pixels of the longer side; a small code on a large photograph needs the second
const PAUSE = 120; // milliseconds between two looks

/** The text of the code in a picture; null when none is found. Throws when it is no picture. @param {Blob} file */
export async function readPicture(file) {
  const picture = await createImageBitmap(file);
  try {
    const sides = SIDES.filter((side, at) => at === 0 || Math.max(picture.width, picture.height) > SIDES[at - 1]);
    for (const side of sides) {
      const text = await readCode(picture, picture.width, picture.height, side);
      if (text) return text;
    }
    return null;
  } finally { picture.close(); }
}

/**
 * Look through the camera until a code is found; gives what ends it. Throws when there is no camera, or it may not be used.
 * @param {HTMLVideoElement} video @param {(text: string) => void} found
 */
export async function watch(video, found) {
  const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment", width: { ideal: 1280 } } });
  let watching = true;
  const stop = () => { watching = false; stream.getTracks().forEach((track) => track.stop()); video.srcObject = null; };
  const look = async () => {
    if (!watching) return;
    const text = video.videoWidth ? await readCode(video, video.videoWidth, video.videoHeight, SIDES[0]) : null;
    if (!watching) return;
    if (text) { stop(); found(text); } else setTimeout(look, PAUSE);
  };
  video.srcObject = stream;
  try { await video.play(); } catch (error) { stop(); throw error; }
  look();
  return stop;
}

async function readCode(source, width, height, side) {
  const detector = await native();
  if (detector) return (await detector.detect(source).catch(() => []))[0]?.rawValue ?? null;
  const scale = Math.min(1, side / Math.max(width, height));
  const canvas = Object.assign(document.createElement("canvas"), { width: Math.round(width * scale), height: Math.round(height * scale) });
  const context = canvas.getContext("2d", { willReadFrequently: true });
  context.drawImage(source, 0, 0, canvas.width, canvas.height);
  try { return decodeQR(context.getImageData(0, 0, canvas.width, canvas.height)); } catch { return null; }
}

async function native() {
  if (!("BarcodeDetector" in window)) return null;
  const kinds = await BarcodeDetector.getSupportedFormats().catch(() => []);
  return kinds.includes("qr_code") ? new BarcodeDetector({ formats: ["qr_code"] }) : null;
}
