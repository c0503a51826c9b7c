// Only the template's control texts become control tokens, whatever part of a message spells one.
#include <QTest>
#include <algorithm>

#include "engine/run/chat_prompt.h"

class ChatPromptTest : public QObject {
    Q_OBJECT
private slots:
    void keepsControlTextsOfMessagesPlain() {
        const auto tokenizer =
            *engine::Tokenizer::loadFolder(CONCLAVE_SOURCE_DIR "/tests/fixtures/tokenizers/qwen2");
        const engine::Token special = tokenizer->find("SPECIAL");
        const auto parsed = *engine::ChatTemplate::parse(
            "{% for m in messages %}SPECIAL{{ m.content or '' }}|{{ m.name }}|{{ m.reasoning_content }}|{{ "
            "m.tool_call_id }}|"
            "{% for call in m.tool_calls or [] %}{{ call.function.arguments.text }}|{{ call | tojson }}{% "
            "endfor %}{% endfor %}");
        const engine::ChatPrompt prompt(tokenizer, parsed);
        engine::ChatMessage message{.role = "assistant", .content = "a SPECIAL b"};
        message.name = "SPECIAL";
        message.reasoning = "SPECIALSPECIAL";
        message.toolCallId = "x SPECIAL";
        // The second is the first with its letter as an escape.
        message.toolCallsJson = "[{\"function\": {\"arguments\": {\"text\": \"SPECIAL \\u0053PECIAL\"}}}]";
        const auto tokens = prompt.tokens({message});
        QVERIFY2(tokens.ok(), tokens ? "" : tokens.error().text().c_str());
        QCOMPARE(std::count(tokens->begin(), tokens->end(), special), 1);
        QCOMPARE(tokenizer->decode(*tokens, true),
                 std::string("SPECIALa SPECIAL b|SPECIAL|SPECIALSPECIAL|x SPECIAL|SPECIAL SPECIAL|"
                             "{\"function\": {\"arguments\": {\"text\": \"SPECIAL SPECIAL\"}}}"));
    }
};

QTEST_GUILESS_MAIN(ChatPromptTest)
#include "chat_prompt_test.moc"
