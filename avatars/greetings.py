"""What an avatar of one's own says first, where its owner wrote nothing."""

GREETINGS = {
    "en": "Hello! Ask me anything you would like to know.",
    "ko": "안녕하세요! 궁금한 것이 있으면 무엇이든 물어보세요.",
    "es": "¡Hola! Pregúntame lo que quieras saber.",
    "fr": "Bonjour ! Posez-moi toutes vos questions.",
    "de": "Hallo! Fragen Sie mich, was Sie wissen möchten.",
    "it": "Ciao! Chiedimi pure quello che vuoi sapere.",
    "pt": "Olá! Pergunte-me o que quiser saber.",
    "ja": "こんにちは。知りたいことを何でも聞いてください。",
    "zh": "你好！想了解什么，尽管问我。",
    "hi": "नमस्ते! आप जो भी जानना चाहें, मुझसे पूछिए।",
    "ar": "مرحبًا! اسألني عن أي شيء تودّ معرفته.",
}
