"""What embedded voices say: random words in each script, and sentences for a natural rhythm."""

import numpy as np

_SENTENCES = {
    "en": "The boy and his mother thought about five very big shoes. Please remember the weather above the river.",
    "ko": "아버지는 밥을 먹고 바다에 갔습니다. 우리는 매일 책을 많이 읽어요.",
    "es": "El perro pequeño bebe agua y vuelve a casa. Mi familia vive en un pueblo bonito.",
    "fr": "Une bonne pomme vaut mieux que du pain. Je voudrais beaucoup de feuilles bleues.",
    "de": "Meine Mutter möchte fünf frische Brötchen und ein Buch. Wir haben viel über Wasser gesprochen.",
    "it": "Il bambino beve il latte e poi va fuori. Questa famiglia ha sempre molta pazienza.",
    "pt": "A minha mãe vive perto do mar e bebe um bom vinho. Depois vamos falar muito com o vizinho.",
    "ja": "ぶどうとパンを食べて、ふゆの町をあるきました。まいにちバスで学校へ行きます。",
    "zh": "爸爸妈妈非常喜欢跑步和爬山。我们明天上午不必买苹果。",
    "hi": "मेरे पिता बाज़ार में फल और सब्ज़ी खरीदते हैं। हम बहुत पुरानी किताबें पढ़ते हैं।",
    "ar": "يحب أبي الماء البارد في الصباح. ذهبت أمي مع البنت إلى المكتبة.",
}
_LATIN = {
    "en": ("b p m f v t d n s z th sh ch l r k g w j h y", "a e i o u ee oo ou ai ow er"),
    "es": ("b p m f v t d n s ch l r k g j ñ ll rr", "a e i o u ie ue ai"),
    "fr": ("b p m f v t d n s z ch j l r qu g gn", "a e i o u ou on an eu é in oi"),
    "de": ("b p m f w t d n s z sch ch l r k g pf h j", "a e i o u ä ö ü ei au eu ie"),
    "it": ("b p m f v t d n s z ci gi l r ch gh gn gl", "a e i o u ia uo ai"),
    "pt": ("b p m f v t d n s z ch j l r c g nh lh", "a e i o u ão em ou ei"),
}
_BLOCKS = {"ko": (0xAC00, 0xD7A3), "ja": (0x30AB, 0x30ED)}
_LETTERS = {
    "hi": ("कखगचछजटडतथदधनपफबभमयरलवशसह", ["ा", "ि", "ी", "ु", "ू", "े", "ै", "ो", "ौ"]),
    "ar": ("بتثجحخدذرزسشصضطعغفقكلمنهوي", ["َ", "ِ", "ُ", "ا", "ي", "و"]),
}
_HANZI = "八爸妈米发飞水书人日四字天女六路哥客火月雨鱼我饿安恩王门片苹不步票风佛宝面怕"


def random_text(language: str, rng: np.random.Generator) -> str:
    """Half of the time random words, else a sentence of the language."""
    if rng.random() < 0.35:
        whole = _SENTENCES[language]
        parts = [
            part
            for part in whole.replace("。", "。|").replace("।", "।|").replace(". ", ".|").split("|")
            if part
        ]
        return str(rng.choice(parts))
    words = [_word(language, rng) for _ in range(int(rng.integers(5, 12)))]
    if rng.random() < 0.4:
        words[len(words) // 2] += "、" if language in ("ja", "zh") else ","
    return ("" if language in ("ja", "zh") else " ").join(words)


def _word(language: str, rng: np.random.Generator) -> str:
    count = int(rng.integers(1, 5))
    if language in _LATIN:
        consonants, vowels = (row.split() for row in _LATIN[language])
        return "".join(f"{rng.choice(consonants)}{rng.choice(vowels)}" for _ in range(count))
    if language in _LETTERS:
        letters, marks = _LETTERS[language]
        return "".join(f"{rng.choice(list(letters))}{rng.choice(marks)}" for _ in range(count))
    if language in _BLOCKS:
        low, high = _BLOCKS[language]
        return "".join(chr(int(rng.integers(low, high + 1))) for _ in range(count))
    return "".join(rng.choice(list(_HANZI)) for _ in range(count))
