"""What the avatar says when a service fails it, in the languages it speaks. It never explains the machinery."""

TROUBLE = {
    "en": "I'm sorry, I can't get an answer right now. Please try again in a moment.",
    "ko": "죄송합니다. 지금은 답을 가져올 수 없습니다. 잠시 후 다시 시도해 주세요.",
    "es": "Lo siento, ahora mismo no puedo obtener una respuesta. Inténtalo de nuevo en un momento.",
    "fr": "Je suis désolé, je ne peux pas obtenir de réponse pour le moment. Réessayez dans un instant.",
    "de": "Es tut mir leid, ich bekomme gerade keine Antwort. Bitte versuchen Sie es gleich noch einmal.",
    "it": "Mi dispiace, in questo momento non riesco ad avere una risposta. Riprova tra poco.",
    "pt": "Desculpe, não consigo obter uma resposta agora. Tente novamente daqui a pouco.",
    "ja": "申し訳ありません。今は答えを取得できません。少し待ってからもう一度お試しください。",
    "zh": "抱歉，我现在无法得到答案。请稍后再试。",
    "hi": "क्षमा कीजिए, अभी मुझे उत्तर नहीं मिल रहा है। कृपया थोड़ी देर बाद फिर कोशिश करें।",
    "ar": "عذرًا، لا أستطيع الحصول على إجابة الآن. يرجى المحاولة مرة أخرى بعد قليل.",
}
CUT_OFF = {
    "en": "I'm sorry, I lost the rest of my answer. Please ask me again.",
    "ko": "죄송합니다. 답변의 나머지를 놓쳤습니다. 다시 질문해 주세요.",
    "es": "Lo siento, he perdido el resto de la respuesta. Pregúntame de nuevo, por favor.",
    "fr": "Je suis désolé, j'ai perdu la fin de ma réponse. Posez-moi la question à nouveau.",
    "de": "Es tut mir leid, der Rest meiner Antwort ist verloren gegangen. Bitte fragen Sie noch einmal.",
    "it": "Mi dispiace, ho perso il resto della risposta. Chiedimelo di nuovo, per favore.",
    "pt": "Desculpe, perdi o resto da resposta. Pergunte novamente, por favor.",
    "ja": "申し訳ありません。答えの続きが失われました。もう一度質問してください。",
    "zh": "抱歉，我的回答没有说完。请再问我一次。",
    "hi": "क्षमा कीजिए, मेरे उत्तर का बाकी हिस्सा खो गया। कृपया फिर से पूछिए।",
    "ar": "عذرًا، فقدت بقية إجابتي. يرجى أن تسألني مرة أخرى.",
}


def apology(language: str, *, began: bool) -> str:
    """`began`: part of the answer had already been said."""
    lines = CUT_OFF if began else TROUBLE
    return lines.get(language, lines["en"])
