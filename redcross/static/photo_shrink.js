"use strict";
// Photos made smaller before they are sent: a phone's are ten times larger than anybody looks at them.
// What a camera writes beside the picture stays behind in the browser.
window.redcross = window.redcross || {};
(() => {
  const LONG_SIDE = 2000;
  const PREVIEW_SIDE = 96;
  const QUALITY = 0.85;
  const PHOTO = /^image\/(jpeg|png|webp|hei[cf])$/;

  // Null for what this browser cannot decode: most know no HEIC.
  function decode(file) {
    return PHOTO.test(file.type) ? createImageBitmap(file).catch(() => null) : null;
  }

  function draw(bitmap, longSide) {
    const scale = Math.min(1, longSide / Math.max(bitmap.width, bitmap.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.max(1, Math.round(bitmap.width * scale));
    canvas.height = Math.max(1, Math.round(bitmap.height * scale));
    const context = canvas.getContext("2d");
    context.imageSmoothingQuality = "high";
    context.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
    return canvas;
  }

  const encode = (canvas, type) => new Promise((resolve) => { canvas.toBlob(resolve, type, QUALITY); });

  // Gives the file to send and a small picture of it as a data: address, "" where there is none.
  async function shrinkPhoto(file) {
    const bitmap = await decode(file);
    if (!bitmap) return { file, preview: "" };
    const preview = draw(bitmap, PREVIEW_SIDE).toDataURL("image/jpeg", QUALITY);
    const fits = Math.max(bitmap.width, bitmap.height) <= LONG_SIDE;
    const type = file.type === "image/png" ? file.type : "image/jpeg";
    const blob = fits ? null : await encode(draw(bitmap, LONG_SIDE), type);
    bitmap.close();
    if (!blob || blob.size >= file.size) return { file, preview };
    return { file: new File([blob], file.name, { type }), preview };
  }

  // Why the field takes no such file; "" when it does. `maxBytes` holds for what is sent.
  function refusalOf(file, input) {
    const endings = input.accept.split(",");
    const known = PHOTO.test(file.type) || file.type === "application/pdf";
    const named = endings.some((ending) => file.name.toLowerCase().endsWith(ending));
    if (!known && !named) return input.dataset.textUnfit;
    return file.size > Number(input.dataset.maxBytes) ? input.dataset.textTooLarge : "";
  }

  // Gives the file to send and its preview, or the refusal. A photo may be too large only as it is now.
  async function prepareFile(file, input) {
    const prepared = await shrinkPhoto(file);
    return { ...prepared, refusal: refusalOf(prepared.file, input) };
  }

  Object.assign(redcross, { shrinkPhoto, prepareFile });
})();
