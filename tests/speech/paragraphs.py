"""A representative paragraph of each language, for tests: digits, questions, no Latin words but in Latin scripts."""

PARAGRAPHS = {
    "en": "Hello, and welcome! A credit is five minutes of conversation. Would you like to make your own avatar? "
    "It takes about 20 minutes, and it costs one slot.",
    "ko": "안녕하세요, 반갑습니다! 크레딧 하나는 5분의 대화입니다. 나만의 아바타를 만들고 싶으신가요? "
    "약 20분이 걸리며 슬롯 1개가 필요합니다. 값이 없으면 괜찮아요.",
    "es": "¡Hola y bienvenido! Un crédito son cinco minutos de conversación. ¿Quiere crear su propio avatar? "
    "Tarda unos 20 minutos y cuesta una ranura. El niño pequeño llegó ayer.",
    "fr": "Bonjour et bienvenue ! Un crédit correspond à cinq minutes de conversation. Voulez-vous créer votre "
    "propre avatar ? Cela prend environ 20 minutes. Où êtes-vous né, cher garçon ?",
    "de": "Guten Tag und herzlich willkommen! Ein Guthabenpunkt sind fünf Minuten Gespräch. Möchten Sie Ihren "
    "eigenen Avatar erstellen? Das dauert ungefähr 20 Minuten. Größe und Übung gehören dazu.",
    "it": "Buongiorno e benvenuto! Un credito vale cinque minuti di conversazione. Vuole creare il suo avatar? "
    "Ci vogliono circa 20 minuti. Perché la città è così bella? Gli gnocchi sono pronti.",
    "pt": "Olá e seja bem-vindo! Um crédito vale cinco minutos de conversa. Quer criar o seu próprio avatar? "
    "Demora cerca de 20 minutos. A lição de amanhã não é difícil, pois não?",
    "ja": "こんにちは、ようこそ!クレジット1つは5分間の会話です。自分だけのアバターを作りたいですか？"
    "約20分かかり、料金は300円です。東京の天気は良いですね。彼女は毎朝、新聞を読みます。",
    "zh": "你好，欢迎！一个点数等于五分钟的对话。您想创建自己的虚拟形象吗？大约需要20分钟，费用是100元。"
    "银行行长和兄弟们看到一只熊，一会儿就走了。繁體中文也可以嗎？2024年增长了3.5%。",
    "hi": "नमस्ते और स्वागत है! एक क्रेडिट पाँच मिनट की बातचीत है। क्या आप अपना अवतार बनाना चाहते हैं? "
    "इसमें लगभग 20 मिनट लगते हैं। कृपया प्रतीक्षा करें, ज़्यादा समय नहीं लगेगा।",
    "ar": "مرحبا بكم! الرصيد الواحد يساوي خمس دقائق من المحادثة. هل تريد إنشاء صورة رمزية خاصة بك؟ "
    "يستغرق ذلك حوالي 20 دقيقة. شكرا جزيلا لكم، وإلى اللقاء.",
}
