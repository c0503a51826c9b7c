<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN">
<context>
    <name>Clause</name>
    <message>
        <source>Parties</source>
        <translation>当事方</translation>
    </message>
    <message>
        <source>Agreement date</source>
        <translation>签订日期</translation>
    </message>
    <message>
        <source>Effective date</source>
        <translation>生效日期</translation>
    </message>
    <message>
        <source>Term and expiration</source>
        <translation>期限与到期</translation>
    </message>
    <message>
        <source>Renewal</source>
        <translation>续期</translation>
    </message>
    <message>
        <source>Notice period</source>
        <translation>通知期限</translation>
    </message>
    <message>
        <source>Governing law</source>
        <translation>适用法律</translation>
    </message>
    <message>
        <source>Liability cap</source>
        <translation>责任上限</translation>
    </message>
    <message>
        <source>Exclusivity</source>
        <translation>排他性</translation>
    </message>
    <message>
        <source>Termination for convenience</source>
        <translation>任意终止</translation>
    </message>
    <message>
        <source>Anti-assignment</source>
        <translation>禁止转让</translation>
    </message>
    <message>
        <source>Payment</source>
        <translation>付款</translation>
    </message>
    <message>
        <source>Price</source>
        <translation>价格</translation>
    </message>
    <message>
        <source>Delivery</source>
        <translation>交付</translation>
    </message>
    <message>
        <source>Indemnity</source>
        <translation>赔偿</translation>
    </message>
    <message>
        <source>Intellectual property</source>
        <translation>知识产权</translation>
    </message>
    <message>
        <source>Confidentiality</source>
        <translation>保密</translation>
    </message>
    <message>
        <source>Warranty</source>
        <translation>保证</translation>
    </message>
    <message>
        <source>Termination for cause</source>
        <translation>违约终止</translation>
    </message>
    <message>
        <source>Disputes</source>
        <translation>争议解决</translation>
    </message>
    <message>
        <source>Force majeure</source>
        <translation>不可抗力</translation>
    </message>
    <message>
        <source>Insurance</source>
        <translation>保险</translation>
    </message>
    <message>
        <source>Audit</source>
        <translation>审计</translation>
    </message>
    <message>
        <source>Non-compete</source>
        <translation>竞业限制</translation>
    </message>
    <message>
        <source>Penalty</source>
        <translation>违约金</translation>
    </message>
</context>
<context>
    <name>Export</name>
    <message>
        <source>Not in this document</source>
        <translation>本文档中没有</translation>
    </message>
    <message>
        <source>What matters</source>
        <translation>要点</translation>
    </message>
    <message>
        <source>Facts</source>
        <translation>事实</translation>
    </message>
    <message>
        <source>not found</source>
        <translation>未找到</translation>
    </message>
    <message>
        <source>Before the first heading</source>
        <translation>首个标题之前</translation>
    </message>
    <message>
        <source>Questions</source>
        <translation>提问</translation>
    </message>
</context>
<context>
    <name>Inspecting</name>
    <message>
        <source>OK</source>
        <translation>OK</translation>
    </message>
    <message>
        <source>NG</source>
        <translation>NG</translation>
    </message>
    <message>
        <source>Unsure</source>
        <translation>待定</translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation>等待中</translation>
    </message>
    <message>
        <source>Being inspected</source>
        <translation>检测中</translation>
    </message>
    <message>
        <source>Could not be read</source>
        <translation>无法读取</translation>
    </message>
    <message>
        <source>unknown kind</source>
        <translation>未知类型</translation>
    </message>
    <message>
        <source>1 picture</source>
        <translation>1 张图片</translation>
    </message>
    <message>
        <source>%1 pictures</source>
        <translation>%1 张图片</translation>
    </message>
    <message>
        <source>%1 %</source>
        <translation>%1%</translation>
    </message>
    <message>
        <source>%1 NG</source>
        <translation>%1 张 NG</translation>
    </message>
    <message>
        <source>%1 OK</source>
        <translation>%1 张 OK</translation>
    </message>
    <message>
        <source>%1 failed</source>
        <translation>%1 张失败</translation>
    </message>
    <message>
        <source>%1 unsure</source>
        <translation>%1 张待定</translation>
    </message>
    <message>
        <source>%1 waiting</source>
        <translation>%1 张等待</translation>
    </message>
    <message>
        <source>, </source>
        <translation>，</translation>
    </message>
</context>
<context>
    <name>InspectExport</name>
    <message>
        <source>Inspection of %1</source>
        <translation>%1 检测报告</translation>
    </message>
    <message>
        <source>Everything unusual was looked for.</source>
        <translation>检查范围：一切异常。</translation>
    </message>
    <message>
        <source>Looked for: %1</source>
        <translation>检查要求：%1</translation>
    </message>
    <message>
        <source>%1 OK, %2 NG, %3 unsure, %4 failed</source>
        <translation>OK %1 张，NG %2 张，待定 %3 张，读取失败 %4 张</translation>
    </message>
    <message>
        <source>score %1</source>
        <translation>得分 %1</translation>
    </message>
    <message>
        <source>by hand</source>
        <translation>人工标注</translation>
    </message>
</context>
<context>
    <name>QObject</name>
    <message>
        <source>could not be opened</source>
        <translation>无法打开</translation>
    </message>
    <message>
        <source>%1 %</source>
        <translation>%1%</translation>
    </message>
    <message>
        <source>working</source>
        <translation>处理中</translation>
    </message>
    <message>
        <source>summarised</source>
        <translation>已有摘要</translation>
    </message>
    <message>
        <source>p. %1</source>
        <translation>第 %1 页</translation>
    </message>
</context>
<context>
    <name>Readable</name>
    <message>
        <source>%1 GB</source>
        <translation>%1 GB</translation>
    </message>
    <message>
        <source>%1 MB</source>
        <translation>%1 MB</translation>
    </message>
    <message>
        <source>%1 kB</source>
        <translation>%1 kB</translation>
    </message>
    <message>
        <source>under 1 s</source>
        <translation>不到 1 秒</translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation>%1 秒</translation>
    </message>
    <message>
        <source>%1 h</source>
        <translation>%1 小时</translation>
    </message>
    <message>
        <source>%1 h %2 min</source>
        <translation>%1 小时 %2 分</translation>
    </message>
    <message>
        <source>%1 min</source>
        <translation>%1 分钟</translation>
    </message>
    <message>
        <source>%1 min %2 s</source>
        <translation>%1 分 %2 秒</translation>
    </message>
    <message>
        <source>%1 tokens/s</source>
        <translation>%1 词元/秒</translation>
    </message>
    <message>
        <source>%1 B</source>
        <translation>%1B</translation>
    </message>
    <message>
        <source>%1 M</source>
        <translation>%1M</translation>
    </message>
    <message>
        <source>1 page</source>
        <translation>1 页</translation>
    </message>
    <message>
        <source>%1 pages</source>
        <translation>%1 页</translation>
    </message>
    <message>
        <source>today, %1</source>
        <translation>今天 %1</translation>
    </message>
    <message>
        <source>yesterday, %1</source>
        <translation>昨天 %1</translation>
    </message>
</context>
<context>
    <name>Wording</name>
    <message>
        <source>p. %1</source>
        <translation>第 %1 页</translation>
    </message>
    <message>
        <source>Said in plain words; the quotation is exact.</source>
        <translation>已用通俗的话改写；引文与原文一字不差。</translation>
    </message>
    <message>
        <source>The document’s own words, shortened.</source>
        <translation>原文词句，有删节。</translation>
    </message>
    <message>
        <source>The document’s own words.</source>
        <translation>原文词句。</translation>
    </message>
</context>
<context>
    <name>engine</name>
    <message>
        <source>The model's “{0}” does not name every layer.</source>
        <translation>模型的“{0}”没有逐层列全。</translation>
    </message>
    <message>
        <source>This model's router scores in the way “{0}”, which this version does not know.</source>
        <translation>该模型的路由以“{0}”方式打分，本版本尚不支持。</translation>
    </message>
    <message>
        <source>The model's “{0}” is {1}, which does not suit its experts.</source>
        <translation>模型的“{0}”为 {1}，与其专家数量不符。</translation>
    </message>
    <message>
        <source>{0} of {1} experts cannot be active.</source>
        <translation>{1} 个专家中无法激活 {0} 个。</translation>
    </message>
    <message>
        <source>Use 2 to 1024 experts and fewer active ones.</source>
        <translation>请使用 2 至 1024 个专家，且激活的专家数不超过总数。</translation>
    </message>
    <message>
        <source>A model of the architecture “{0}” has no relative with experts to become.</source>
        <translation>“{0}”架构的模型没有对应的专家版本可转换。</translation>
    </message>
    <message>
        <source>Use a dense model of the families Llama, Qwen2, Qwen3 or Granite.</source>
        <translation>请使用 Llama、Qwen2、Qwen3 或 Granite 系列的稠密模型。</translation>
    </message>
    <message>
        <source>This model has experts already.</source>
        <translation>该模型已经含有专家。</translation>
    </message>
    <message>
        <source>Use a dense model.</source>
        <translation>请使用稠密模型。</translation>
    </message>
    <message>
        <source>The tensor “{0}” is of another type than the ones beside it.</source>
        <translation>张量“{0}”的类型与同组的其他张量不同。</translation>
    </message>
    <message>
        <source>The model file is damaged: its tokens and their scores are not equally many.</source>
        <translation>模型文件已损坏：词元与其分数的数量不一致。</translation>
    </message>
    <message>
        <source>Use a model of another family, such as Qwen, Llama 3 or Mixtral.</source>
        <translation>请使用其他系列的模型，例如 Qwen、Llama 3 或 Mixtral。</translation>
    </message>
    <message>
        <source>The vocabulary has more than four million tokens.</source>
        <translation>词表中的词元超过四百万个。</translation>
    </message>
    <message>
        <source>The tokenizer of “{0}” needs {1}, which this version does not know.</source>
        <translation>“{0}”的分词器需要 {1}，本版本尚不支持。</translation>
    </message>
    <message>
        <source>The tokenizer of “{0}” cannot be used: {1}.</source>
        <translation>无法使用“{0}”的分词器：{1}。</translation>
    </message>
    <message>
        <source>The tokenizer is damaged: its map of characters does not have the length it says.</source>
        <translation>分词器已损坏：其字符映射表的长度与声明不符。</translation>
    </message>
    <message>
        <source>The tokenizer cuts text by a pattern longer than 64 KiB (“{0}”…).</source>
        <translation>分词器切分文本的模式超过 64 KiB（“{0}”…）。</translation>
    </message>
    <message>
        <source>The tokenizer cuts text by a pattern that this version cannot read: “{0}”.</source>
        <translation>本版本无法读取分词器切分文本的模式：“{0}”。</translation>
    </message>
    <message>
        <source>The tokenizer cuts text by a pattern that takes for ever on long texts: “{0}”.</source>
        <translation>分词器切分文本的模式在长文本上耗时过长：“{0}”。</translation>
    </message>
    <message>
        <source>There is no room left on the disk for “{0}”.</source>
        <translation>磁盘空间不足，无法写入“{0}”。</translation>
    </message>
    <message>
        <source>Free some space and try again.</source>
        <translation>请腾出一些空间后重试。</translation>
    </message>
    <message>
        <source>“{0}” cannot be written.</source>
        <translation>无法写入“{0}”。</translation>
    </message>
    <message>
        <source>Make its folder writable, or choose another folder.</source>
        <translation>请将所在文件夹设为可写，或选择其他文件夹。</translation>
    </message>
    <message>
        <source>The folder of “{0}” is not there.</source>
        <translation>“{0}”所在的文件夹不存在。</translation>
    </message>
    <message>
        <source>Make the folder, or choose another one.</source>
        <translation>请新建该文件夹，或选择其他文件夹。</translation>
    </message>
    <message>
        <source>“{0}” could not be written.</source>
        <translation>“{0}”未能写入。</translation>
    </message>
    <message>
        <source>Check the disk and try again.</source>
        <translation>请检查磁盘后重试。</translation>
    </message>
    <message>
        <source>The disk that holds “{0}” cannot be asked for its free space.</source>
        <translation>无法查询“{0}”所在磁盘的可用空间。</translation>
    </message>
    <message>
        <source>Check that the folder can be reached.</source>
        <translation>请确认可以访问该文件夹。</translation>
    </message>
    <message>
        <source>“{0}” has {1} free, and {2} are needed.</source>
        <translation>“{0}”可用空间为 {1}，而需要 {2}。</translation>
    </message>
    <message>
        <source>Free {3} more there, or choose a folder on another disk.</source>
        <translation>请在该处再腾出 {3}，或选择其他磁盘上的文件夹。</translation>
    </message>
    <message>
        <source>“{0}” is not a file.</source>
        <translation>“{0}”不是文件。</translation>
    </message>
    <message>
        <source>Choose a file.</source>
        <translation>请选择一个文件。</translation>
    </message>
    <message>
        <source>“{0}” is empty.</source>
        <translation>“{0}”是空文件。</translation>
    </message>
    <message>
        <source>Choose another file.</source>
        <translation>请选择其他文件。</translation>
    </message>
    <message>
        <source>“{0}” cannot be mapped into memory.</source>
        <translation>无法将“{0}”映射到内存。</translation>
    </message>
    <message>
        <source>Copy it to a local disk and try again.</source>
        <translation>请将其复制到本地磁盘后重试。</translation>
    </message>
    <message>
        <source>Stopped.</source>
        <translation>已停止。</translation>
    </message>
    <message>
        <source>“{0}” cannot be read to its end.</source>
        <translation>无法完整读取“{0}”。</translation>
    </message>
    <message>
        <source>Check the disk, and copy or fetch the file again.</source>
        <translation>请检查磁盘，并重新复制或下载该文件。</translation>
    </message>
    <message>
        <source>What was kept is not a summary or an answer.</source>
        <translation>所保存的内容不是摘要，也不是回答。</translation>
    </message>
    <message>
        <source>Make it again.</source>
        <translation>请重新生成。</translation>
    </message>
    <message>
        <source>Choose a folder with a model in safetensors files, or a GGUF file.</source>
        <translation>请选择含有 safetensors 模型的文件夹，或 GGUF 文件。</translation>
    </message>
    <message>
        <source>Choose an empty folder.</source>
        <translation>请选择空文件夹。</translation>
    </message>
    <message>
        <source>Get the model again.</source>
        <translation>请重新获取该模型。</translation>
    </message>
    <message>
        <source>The experts of “{0}” are not all there or not alike, so they make no stack.</source>
        <translation>“{0}”的专家不齐全或彼此不一致，无法合并。</translation>
    </message>
    <message>
        <source>The folder “{0}” holds another model.</source>
        <translation>文件夹“{0}”中已有另一个模型。</translation>
    </message>
    <message>
        <source>The folder “{0}” holds neither {1} nor {2}.</source>
        <translation>文件夹“{0}”中既没有 {1}，也没有 {2}。</translation>
    </message>
    <message>
        <source>The model “{0}” cannot become a folder of its family: it has {1}.</source>
        <translation>模型“{0}”无法转换为其系列的文件夹：其中有 {1}。</translation>
    </message>
    <message>
        <source>Convert it to a GGUF file instead.</source>
        <translation>请改为转换成 GGUF 文件。</translation>
    </message>
    <message>
        <source>“{0}” is not a GGUF model file.</source>
        <translation>“{0}”不是 GGUF 模型文件。</translation>
    </message>
    <message>
        <source>Choose a file whose name ends in .gguf.</source>
        <translation>请选择文件名以 .gguf 结尾的文件。</translation>
    </message>
    <message>
        <source>“{0}” is one part of a model in {1} files.</source>
        <translation>“{0}”是由 {1} 个文件组成的模型的一部分。</translation>
    </message>
    <message>
        <source>Choose “{2}”: it opens all parts.</source>
        <translation>请选择“{2}”，它会打开全部部分。</translation>
    </message>
    <message>
        <source>“{0}” is one part of a model in {1} files, and has been renamed.</source>
        <translation>“{0}”是由 {1} 个文件组成的模型的一部分，且已被改名。</translation>
    </message>
    <message>
        <source>Give all parts their names back, such as “name-00001-of-00002.gguf”.</source>
        <translation>请将各部分恢复原名，例如“name-00001-of-00002.gguf”。</translation>
    </message>
    <message>
        <source>The model file “{0}” is damaged: {1}.</source>
        <translation>模型文件“{0}”已损坏：{1}。</translation>
    </message>
    <message>
        <source>Get it again.</source>
        <translation>请重新获取。</translation>
    </message>
    <message>
        <source>The model file “{0}” uses {1}, which this version does not know.</source>
        <translation>模型文件“{0}”使用了本版本尚不支持的 {1}。</translation>
    </message>
    <message>
        <source>Choose another model.</source>
        <translation>请选择其他模型。</translation>
    </message>
    <message>
        <source>The catalogue of models cannot be used.</source>
        <translation>模型目录无法使用。</translation>
    </message>
    <message>
        <source>Install Conclave again, or put resources/models.json right.</source>
        <translation>请重新安装 Conclave，或更正 resources/models.json。</translation>
    </message>
    <message>
        <source>{0} is being fetched by another program.</source>
        <translation>另一个程序正在下载 {0}。</translation>
    </message>
    <message>
        <source>Wait until it is done.</source>
        <translation>请等待其完成。</translation>
    </message>
    <message>
        <source>“{0}” arrived with another SHA-256 than its publisher's, and was removed.</source>
        <translation>“{0}”的 SHA-256 与发布者公布的不符，已删除。</translation>
    </message>
    <message>
        <source>Try again; if it happens again, the packages were changed: choose another model.</source>
        <translation>请重试；如果再次出现，说明软件包已被改动，请选择其他模型。</translation>
    </message>
    <message>
        <source>Get “{2}” instead.</source>
        <translation>请改为获取“{2}”。</translation>
    </message>
    <message>
        <source>“{0}” holds a vocabulary and no weights.</source>
        <translation>“{0}”只有词表，没有权重。</translation>
    </message>
    <message>
        <source>It can be used to count tokens only.</source>
        <translation>它只能用来计算词元数。</translation>
    </message>
    <message>
        <source>“{0}” is the part of another model that reads pictures, not a language model.</source>
        <translation>“{0}”是另一模型的图像部分，不是语言模型。</translation>
    </message>
    <message>
        <source>Choose the language model that it belongs to.</source>
        <translation>请选择它所属的语言模型。</translation>
    </message>
    <message>
        <source>Python has no pip here, and models are downloaded with it.</source>
        <translation>这里的 Python 没有 pip，而下载模型需要它。</translation>
    </message>
    <message>
        <source>Install it (on Debian: apt-get install python3-pip) and try again.</source>
        <translation>请安装 pip（Debian：apt-get install python3-pip）后重试。</translation>
    </message>
    <message>
        <source>There is no room left on the disk for the package “{0}”.</source>
        <translation>磁盘空间不足，无法保存软件包“{0}”。</translation>
    </message>
    <message>
        <source>Free some space and try again; the parts that are there are kept.</source>
        <translation>请腾出一些空间后重试；已下载的部分会保留。</translation>
    </message>
    <message>
        <source>The package index cannot be reached, or the connection broke.</source>
        <translation>无法连接软件包索引，或连接已中断。</translation>
    </message>
    <message>
        <source>Check the network (and pip's settings for a proxy or mirror) and try again; the parts that are there are kept.</source>
        <translation>请检查网络（以及 pip 的代理或镜像设置）后重试；已下载的部分会保留。</translation>
    </message>
    <message>
        <source>The package “{0}” {1} has gone from the package index.</source>
        <translation>软件包“{0}” {1} 已不在软件包索引中。</translation>
    </message>
    <message>
        <source>pip could not download the package “{0}” {1}.</source>
        <translation>pip 未能下载软件包“{0}” {1}。</translation>
    </message>
    <message>
        <source>Try again; if it happens again, see the log for what pip says.</source>
        <translation>请重试；如果再次出现，请在日志中查看 pip 的输出。</translation>
    </message>
    <message>
        <source>“{0}” cannot be started, and models are downloaded with its pip.</source>
        <translation>无法启动“{0}”，而下载模型需要其中的 pip。</translation>
    </message>
    <message>
        <source>Install Python with pip (on Debian: apt-get install python3-pip) and try again.</source>
        <translation>请安装带有 pip 的 Python（Debian：apt-get install python3-pip）后重试。</translation>
    </message>
    <message>
        <source>The package “{0}” does not hold what the catalogue says.</source>
        <translation>软件包“{0}”的内容与模型目录所述不符。</translation>
    </message>
    <message>
        <source>Try again; if it happens again, the package was changed: choose another model.</source>
        <translation>请重试；如果再次出现，说明软件包已被改动，请选择其他模型。</translation>
    </message>
    <message>
        <source>The system refused {0} bytes of working memory.</source>
        <translation>系统拒绝分配 {0} 字节的工作内存。</translation>
    </message>
    <message>
        <source>Close other programs or use a shorter context.</source>
        <translation>请关闭其他程序，或使用更短的上下文。</translation>
    </message>
    <message>
        <source>The model file does not state its architecture.</source>
        <translation>模型文件未说明其架构。</translation>
    </message>
    <message>
        <source>The model file has no weights: the tensor “{0}” is not in it.</source>
        <translation>模型文件没有权重：其中缺少张量“{0}”。</translation>
    </message>
    <message>
        <source>Use a complete model file.</source>
        <translation>请使用完整的模型文件。</translation>
    </message>
    <message>
        <source>This version computes on the CPU only.</source>
        <translation>本版本只能用 CPU 计算。</translation>
    </message>
    <message>
        <source>Leave the choice of CUDA out.</source>
        <translation>请不要选择 CUDA。</translation>
    </message>
    <message>
        <source>This processor has not got the instructions that were asked for.</source>
        <translation>此处理器不支持所要求的指令集。</translation>
    </message>
    <message>
        <source>Leave the choice to the program.</source>
        <translation>请交由程序自动选择。</translation>
    </message>
    <message>
        <source>{0} sequences with a context of {1} tokens cannot be.</source>
        <translation>不能设置为 {0} 个序列、{1} 个词元的上下文。</translation>
    </message>
    <message>
        <source>Use 1 to 256 sequences and a positive context.</source>
        <translation>请使用 1 到 256 个序列，上下文长度须为正数。</translation>
    </message>
    <message>
        <source>The q8_0 cache needs heads of a multiple of {0} elements; this model's have {1}.</source>
        <translation>q8_0 缓存要求注意力头的宽度为 {0} 的倍数；此模型为 {1}。</translation>
    </message>
    <message>
        <source>Use the f16 cache.</source>
        <translation>请使用 f16 缓存。</translation>
    </message>
    <message>
        <source>The model file has no chat template.</source>
        <translation>模型文件没有对话模板。</translation>
    </message>
    <message>
        <source>Give the whole prompt as plain text, or choose an instruction model.</source>
        <translation>请以纯文本给出完整提示，或选择指令模型。</translation>
    </message>
    <message>
        <source>Token {0} is not in this model's vocabulary of {1}.</source>
        <translation>词元 {0} 不在此模型的词表（共 {1} 个）中。</translation>
    </message>
    <message>
        <source>Use the tokens of this model's own tokenizer.</source>
        <translation>请使用此模型自身分词器的词元。</translation>
    </message>
    <message>
        <source>There is no prompt to go on from.</source>
        <translation>没有可供续写的提示。</translation>
    </message>
    <message>
        <source>Give at least one token, and a count that is not negative.</source>
        <translation>请至少给出一个词元，且数量不能为负。</translation>
    </message>
    <message>
        <source>The text has {0} tokens, and the context holds {1}.</source>
        <translation>文本有 {0} 个词元，而上下文只能容纳 {1} 个。</translation>
    </message>
    <message>
        <source>Shorten the text or load the model with a longer context.</source>
        <translation>请缩短文本，或以更长的上下文加载模型。</translation>
    </message>
    <message>
        <source>The prompt has {0} tokens and the answer may have {2}, but the context holds {1}.</source>
        <translation>提示有 {0} 个词元，回答最多 {2} 个，而上下文只能容纳 {1} 个。</translation>
    </message>
    <message>
        <source>Shorten the prompt, ask for a shorter answer, or load the model with a longer context.</source>
        <translation>请缩短提示、要求更短的回答，或以更长的上下文加载模型。</translation>
    </message>
    <message>
        <source>This model needs {0} of memory for a context of {2} tokens, and {1} are free.</source>
        <translation>此模型在 {2} 个词元的上下文下需要 {0} 内存，目前空闲 {1}。</translation>
    </message>
    <message>
        <source>The engine met a fault of its own and gave up this request.</source>
        <translation>引擎自身出现故障，已放弃此次请求。</translation>
    </message>
    <message>
        <source>Try again; if it comes back, please report it with the log.</source>
        <translation>请重试；如果再次出现，请附上日志报告此问题。</translation>
    </message>
    <message>
        <source>“{0}” is a file, and the data folder is to be there.</source>
        <translation>“{0}”是一个文件，而数据文件夹应位于此处。</translation>
    </message>
    <message>
        <source>Choose another data folder, or move the file away.</source>
        <translation>请选择其他数据文件夹，或移走该文件。</translation>
    </message>
    <message>
        <source>The data folder “{0}” cannot be made.</source>
        <translation>无法新建数据文件夹“{0}”。</translation>
    </message>
    <message>
        <source>Choose another data folder.</source>
        <translation>请选择其他数据文件夹。</translation>
    </message>
    <message>
        <source>The store in “{0}” is damaged, and another program has it open.</source>
        <translation>“{0}”中的数据库已损坏，且正被另一个程序打开。</translation>
    </message>
    <message>
        <source>Close every Conclave and start it again: it then keeps the damaged store aside.</source>
        <translation>请关闭所有 Conclave 后重新启动：届时会将损坏的数据库另行保存。</translation>
    </message>
    <message>
        <source>The store in “{0}” is damaged and could not be moved aside; nothing in it was deleted.</source>
        <translation>“{0}”中的数据库已损坏，且未能移开；其中内容均未删除。</translation>
    </message>
    <message>
        <source>Move its three files conclave.sqlite* to another folder and start again.</source>
        <translation>请将 conclave.sqlite* 三个文件移到其他文件夹，然后重新启动。</translation>
    </message>
    <message>
        <source>The store in “{0}” is damaged. It was moved as a whole to “{1}”; nothing in it was deleted.</source>
        <translation>“{0}”中的数据库已损坏，已整体移至“{1}”；其中内容均未删除。</translation>
    </message>
    <message>
        <source>Start again: Conclave begins with an empty store.</source>
        <translation>请重新启动：Conclave 将使用空的数据库。</translation>
    </message>
    <message>
        <source>“{0}/conclave.sqlite” was not written by Conclave.</source>
        <translation>“{0}/conclave.sqlite”不是由 Conclave 写入的。</translation>
    </message>
    <message>
        <source>Move it away, or choose another data folder.</source>
        <translation>请将其移走，或选择其他数据文件夹。</translation>
    </message>
    <message>
        <source>The disk that holds “{0}” failed to read the store.</source>
        <translation>“{0}”所在的磁盘未能读取数据库。</translation>
    </message>
    <message>
        <source>Check the disk, and start again; the store was left as it is.</source>
        <translation>请检查磁盘后重新启动；数据库保持原样。</translation>
    </message>
    <message>
        <source>The store in “{0}” was written by a newer Conclave (version {1} of the store; this program knows version {2}).</source>
        <translation>“{0}”中的数据库由更新版本的 Conclave 写入（数据库版本 {1}；本程序支持版本 {2}）。</translation>
    </message>
    <message>
        <source>Update Conclave, or choose another data folder. The store was left as it is.</source>
        <translation>请更新 Conclave，或选择其他数据文件夹。数据库保持原样。</translation>
    </message>
    <message>
        <source>The store in “{0}” could not be brought to this version; it was left as it is.</source>
        <translation>“{0}”中的数据库未能升级到本版本，保持原样。</translation>
    </message>
    <message>
        <source>This entry is no longer in the store.</source>
        <translation>此条目已不在数据库中。</translation>
    </message>
    <message>
        <source>It was removed meanwhile; reload the list.</source>
        <translation>它已被删除；请刷新列表。</translation>
    </message>
    <message>
        <source>There is no room left on the disk that holds “{0}”; the last change was not kept.</source>
        <translation>“{0}”所在磁盘空间不足；最后一次更改未保存。</translation>
    </message>
    <message>
        <source>Free some space and try again; everything before it is safe.</source>
        <translation>请腾出一些空间后重试；此前的内容均完好。</translation>
    </message>
    <message>
        <source>The store in “{0}” is damaged.</source>
        <translation>“{0}”中的数据库已损坏。</translation>
    </message>
    <message>
        <source>Close Conclave and start it again: it checks the store and keeps what is damaged aside.</source>
        <translation>请关闭并重新启动 Conclave：它会检查数据库，并将损坏的部分另行保存。</translation>
    </message>
    <message>
        <source>Another program is holding the store in “{0}”.</source>
        <translation>另一个程序正占用“{0}”中的数据库。</translation>
    </message>
    <message>
        <source>Close the other program, or wait until its work is done, and try again.</source>
        <translation>请关闭该程序，或等待其完成后重试。</translation>
    </message>
    <message>
        <source>The store in “{0}” cannot be written.</source>
        <translation>无法写入“{0}”中的数据库。</translation>
    </message>
    <message>
        <source>Make the folder writable, or choose another data folder.</source>
        <translation>请将该文件夹设为可写，或选择其他数据文件夹。</translation>
    </message>
    <message>
        <source>What this belongs to is no longer in the store in “{0}”.</source>
        <translation>所属内容已不在“{0}”的数据库中。</translation>
    </message>
    <message>
        <source>It was removed meanwhile; open it again.</source>
        <translation>它已被删除；请重新打开。</translation>
    </message>
    <message>
        <source>The text is longer than the store in “{0}” can hold.</source>
        <translation>文本长度超出“{0}”中数据库的容量。</translation>
    </message>
    <message>
        <source>Split it into smaller files.</source>
        <translation>请将其拆分为较小的文件。</translation>
    </message>
    <message>
        <source>There is not enough memory for the store in “{0}”.</source>
        <translation>内存不足，无法使用“{0}”中的数据库。</translation>
    </message>
    <message>
        <source>Close other programs and try again.</source>
        <translation>请关闭其他程序后重试。</translation>
    </message>
    <message>
        <source>The disk that holds “{0}” failed to read or write.</source>
        <translation>“{0}”所在的磁盘读写失败。</translation>
    </message>
    <message>
        <source>Check the disk, and try again; what was kept before is safe.</source>
        <translation>请检查磁盘后重试；此前保存的内容均完好。</translation>
    </message>
    <message>
        <source>The store in “{0}” refused an operation.</source>
        <translation>“{0}”中的数据库拒绝了一项操作。</translation>
    </message>
    <message>
        <source>Try again; if it happens again, report the line of the log.</source>
        <translation>请重试；如果再次出现，请报告日志中的相应记录。</translation>
    </message>
    <message>
        <source>The data folder “{0}” cannot be written.</source>
        <translation>无法写入数据文件夹“{0}”。</translation>
    </message>
    <message>
        <source>Make it writable, or choose another data folder.</source>
        <translation>请将其设为可写，或选择其他数据文件夹。</translation>
    </message>
    <message>
        <source>Close the other program and try again.</source>
        <translation>请关闭该程序后重试。</translation>
    </message>
    <message>
        <source>The model file is damaged: its list of merges is absent or does not fit its tokens.</source>
        <translation>模型文件已损坏：合并表缺失，或与词元不符。</translation>
    </message>
    <message>
        <source>Get the model file again.</source>
        <translation>请重新获取模型文件。</translation>
    </message>
    <message>
        <source>The model's chat template refuses this conversation: {0}</source>
        <translation>模型的对话模板不接受此对话：{0}</translation>
    </message>
    <message>
        <source>Change the messages as it says.</source>
        <translation>请按其说明修改消息。</translation>
    </message>
    <message>
        <source>The model's chat template uses {0} (line {1}), which this version does not know.</source>
        <translation>模型的对话模板使用了本版本尚不支持的 {0}（第 {1} 行）。</translation>
    </message>
    <message>
        <source>Send the text without the template, or use another model.</source>
        <translation>请不使用模板直接发送文本，或改用其他模型。</translation>
    </message>
    <message>
        <source>The model's chat template was stopped in line {1}: {0}.</source>
        <translation>模型的对话模板在第 {1} 行被中止：{0}。</translation>
    </message>
    <message>
        <source>The model's chat template has an error in line {1}: {0}.</source>
        <translation>模型的对话模板第 {1} 行有误：{0}。</translation>
    </message>
    <message>
        <source>The grammar has an error in line {0}: {1}.</source>
        <translation>语法规则第 {0} 行有误：{1}。</translation>
    </message>
    <message>
        <source>Correct it and try again.</source>
        <translation>请更正后重试。</translation>
    </message>
    <message>
        <source>The JSON schema uses {0}, which this version does not know.</source>
        <translation>JSON 模式使用了本版本尚不支持的 {0}。</translation>
    </message>
    <message>
        <source>Describe the shape with types, properties, items and enums.</source>
        <translation>请用类型、属性、数组项和枚举来描述结构。</translation>
    </message>
    <message>
        <source>The JSON schema is wrong: {0}.</source>
        <translation>JSON 模式有误：{0}。</translation>
    </message>
    <message>
        <source>The model cuts text into words in a way named “{0}”, which this version does not know.</source>
        <translation>模型使用名为“{0}”的分词方式，本版本尚不支持。</translation>
    </message>
    <message>
        <source>Use a model of another family, such as Qwen, Llama 3 or SmolLM.</source>
        <translation>请使用其他系列的模型，例如 Qwen、Llama 3 或 SmolLM。</translation>
    </message>
    <message>
        <source>The model file “{0}” has no tokenizer.</source>
        <translation>模型文件“{0}”没有分词器。</translation>
    </message>
    <message>
        <source>Give token numbers instead of text, or use a complete model file.</source>
        <translation>请用词元编号代替文本，或使用完整的模型文件。</translation>
    </message>
    <message>
        <source>The vocabulary of “{0}” is of the kind {1}, which this version cannot read.</source>
        <translation>“{0}”的词表类型为 {1}，本版本无法读取。</translation>
    </message>
    <message>
        <source>Use a model with a byte-level BPE vocabulary, such as Qwen, Llama 3 or SmolLM.</source>
        <translation>请使用字节级 BPE 词表的模型，例如 Qwen、Llama 3 或 SmolLM。</translation>
    </message>
    <message>
        <source>“{0}” is not there.</source>
        <translation>“{0}”不存在。</translation>
    </message>
    <message>
        <source>“{0}” cannot be read.</source>
        <translation>无法读取“{0}”。</translation>
    </message>
    <message>
        <source>Check the name, or choose the file again.</source>
        <translation>请检查名称，或重新选择该文件。</translation>
    </message>
    <message>
        <source>Check the permissions of the file.</source>
        <translation>请检查该文件的权限。</translation>
    </message>
    <message>
        <source>“{0}” is damaged and cannot be opened.</source>
        <translation>“{0}”已损坏，无法打开。</translation>
    </message>
    <message>
        <source>Ask for the file again: it may have been cut short on its way.</source>
        <translation>请重新索取该文件：它可能在传输中被截断。</translation>
    </message>
    <message>
        <source>“{0}” unpacks to more than a document may ({1}).</source>
        <translation>“{0}”解压后超过文档的上限（{1}）。</translation>
    </message>
    <message>
        <source>Do not open it unless you trust where it comes from.</source>
        <translation>除非信任其来源，否则请勿打开。</translation>
    </message>
    <message>
        <source>“{0}” holds {1} packed files: no document needs so many.</source>
        <translation>“{0}”内含 {1} 个压缩文件：任何文档都不需要这么多。</translation>
    </message>
    <message>
        <source>“{0}” is protected by a password.</source>
        <translation>“{0}”受密码保护。</translation>
    </message>
    <message>
        <source>Save a copy without the password and open that.</source>
        <translation>请另存一份无密码的副本并打开该副本。</translation>
    </message>
    <message>
        <source>“{0}” is packed {1} times smaller than it is: no document is.</source>
        <translation>“{0}”的压缩比达 {1} 倍：正常文档不会如此。</translation>
    </message>
    <message>
        <source>“{0}” is not a Word document.</source>
        <translation>“{0}”不是 Word 文档。</translation>
    </message>
    <message>
        <source>Open a .docx, PDF or text document; unpack other archives first.</source>
        <translation>请打开 .docx、PDF 或文本文档；其他压缩包请先解压。</translation>
    </message>
    <message>
        <source>“{0}” is damaged and cannot be read.</source>
        <translation>“{0}”已损坏，无法读取。</translation>
    </message>
    <message>
        <source>Ask for the file again, or save it anew in a word processor.</source>
        <translation>请重新索取该文件，或在文字处理软件中重新保存。</translation>
    </message>
    <message>
        <source>“{0}” declares a document type of its own, which no Word document does.</source>
        <translation>“{0}”自行声明了文档类型，而 Word 文档从不这样做。</translation>
    </message>
    <message>
        <source>“{0}” is not a text file.</source>
        <translation>“{0}”不是文本文件。</translation>
    </message>
    <message>
        <source>Open a text, Markdown, PDF or Word (.docx) document.</source>
        <translation>请打开文本、Markdown、PDF 或 Word（.docx）文档。</translation>
    </message>
    <message>
        <source>Check that the file is still there and that you may read it.</source>
        <translation>请确认文件仍在原处，且您有权读取。</translation>
    </message>
    <message>
        <source>“{0}” is a folder.</source>
        <translation>“{0}”是文件夹。</translation>
    </message>
    <message>
        <source>Choose a document inside it.</source>
        <translation>请选择其中的文档。</translation>
    </message>
    <message>
        <source>“{0}” is {1}: documents up to {2} can be read.</source>
        <translation>“{0}”大小为 {1}：最大可读取 {2} 的文档。</translation>
    </message>
    <message>
        <source>Split the document into parts.</source>
        <translation>请将文档拆分为几部分。</translation>
    </message>
    <message>
        <source>“{0}” is not a PDF file, although its name says so.</source>
        <translation>“{0}”虽以 PDF 命名，却不是 PDF 文件。</translation>
    </message>
    <message>
        <source>Ask for the file again: it may have been damaged on its way.</source>
        <translation>请重新索取该文件：它可能在传输中损坏。</translation>
    </message>
    <message>
        <source>Open it in a word processor, save it without the password and open that copy.</source>
        <translation>请在文字处理软件中打开，另存为无密码的副本，再打开该副本。</translation>
    </message>
    <message>
        <source>“{0}” is an old Office file.</source>
        <translation>“{0}”是旧版 Office 文件。</translation>
    </message>
    <message>
        <source>Save it as .docx or PDF and open that copy.</source>
        <translation>请另存为 .docx 或 PDF，再打开该副本。</translation>
    </message>
    <message>
        <source>“{0}” is not a Word document, although its name says so.</source>
        <translation>“{0}”虽以 Word 文档命名，却不是 Word 文档。</translation>
    </message>
    <message>
        <source>“{0}” is a rich text file.</source>
        <translation>“{0}”是 RTF 文件。</translation>
    </message>
    <message>
        <source>Save it as .docx, PDF or plain text and open that copy.</source>
        <translation>请另存为 .docx、PDF 或纯文本，再打开该副本。</translation>
    </message>
    <message>
        <source>“{0}” is a picture: this version reads no text from pictures.</source>
        <translation>“{0}”是图片：本版本不识别图片中的文字。</translation>
    </message>
    <message>
        <source>Open a document that holds its text.</source>
        <translation>请打开含有文字的文档。</translation>
    </message>
    <message>
        <source>“{0}” holds more text than can be read at once (the limit is {1}).</source>
        <translation>“{0}”的文字超出一次可读取的上限（{1}）。</translation>
    </message>
    <message>
        <source>“{0}” holds no text.</source>
        <translation>“{0}”中没有文字。</translation>
    </message>
    <message>
        <source>Choose another document.</source>
        <translation>请选择其他文档。</translation>
    </message>
    <message>
        <source>Page {1} of “{0}” cannot be shown.</source>
        <translation>无法显示“{0}”的第 {1} 页。</translation>
    </message>
    <message>
        <source>Its text can still be read if the document was opened.</source>
        <translation>如果文档已打开，仍可读取其文字。</translation>
    </message>
    <message>
        <source>“{0}” has {1} pages: documents up to {2} pages can be read.</source>
        <translation>“{0}”有 {1} 页：最多可读取 {2} 页的文档。</translation>
    </message>
    <message>
        <source>“{0}” holds pictures of pages and no text.</source>
        <translation>“{0}”只有页面图像，没有文字。</translation>
    </message>
    <message>
        <source>Run text recognition (OCR) over it elsewhere, or open a version with text.</source>
        <translation>请先用其他软件进行文字识别（OCR），或打开含文字的版本。</translation>
    </message>
    <message>
        <source>“{0}” has no pages.</source>
        <translation>“{0}”没有页面。</translation>
    </message>
    <message>
        <source>Ask for the file again: it may be damaged.</source>
        <translation>请重新索取该文件：它可能已损坏。</translation>
    </message>
    <message>
        <source>“{0}” is larger than 2 GB.</source>
        <translation>“{0}”超过 2 GB。</translation>
    </message>
    <message>
        <source>Use a file made by current tools.</source>
        <translation>请使用以当前工具制作的文件。</translation>
    </message>
    <message>
        <source>Use a file in another quantization, for example Q4_K_M or Q8_0.</source>
        <translation>请使用其他量化格式的文件，例如 Q4_K_M 或 Q8_0。</translation>
    </message>
    <message>
        <source>Use a file of GGUF version 2 or 3.</source>
        <translation>请使用 GGUF 第 2 版或第 3 版的文件。</translation>
    </message>
    <message>
        <source>Use a little-endian file.</source>
        <translation>请使用小端序的文件。</translation>
    </message>
    <message>
        <source>The file is damaged or was made by a newer converter; fetch it again.</source>
        <translation>文件已损坏，或由更新的转换工具制作；请重新获取。</translation>
    </message>
    <message>
        <source>The model's “{0}” is not one whole number.</source>
        <translation>模型的“{0}”不是单个整数。</translation>
    </message>
    <message>
        <source>The model file does not state “{0}”.</source>
        <translation>模型文件未说明“{0}”。</translation>
    </message>
    <message>
        <source>The model's “{0}” is {1}, which cannot be.</source>
        <translation>模型的“{0}”为 {1}，这不可能。</translation>
    </message>
    <message>
        <source>The model's “{0}” is {1}, which does not suit its heads.</source>
        <translation>模型的“{0}”为 {1}，与其注意力头不符。</translation>
    </message>
    <message>
        <source>The model's “{0}” must be above 1.</source>
        <translation>模型的“{0}”必须大于 1。</translation>
    </message>
    <message>
        <source>This model stretches its positions by “{0}”, which this version does not know.</source>
        <translation>此模型以“{0}”扩展位置编码，本版本尚不支持。</translation>
    </message>
    <message>
        <source>The model's “{0}” must be above 0.</source>
        <translation>模型的“{0}”必须大于 0。</translation>
    </message>
    <message>
        <source>The model's “{0}” is {1}, more than it has experts.</source>
        <translation>模型的“{0}”为 {1}，超过其专家总数。</translation>
    </message>
    <message>
        <source>This model sets “{0}”, which this version does not know.</source>
        <translation>此模型设置了本版本尚不支持的“{0}”。</translation>
    </message>
    <message>
        <source>Models of the architecture “{0}” are beyond this version.</source>
        <translation>本版本不支持“{0}”架构的模型。</translation>
    </message>
    <message>
        <source>The model's “{0}” is {1}, which does not divide its query heads.</source>
        <translation>模型的“{0}”为 {1}，不能整除其查询头数。</translation>
    </message>
    <message>
        <source>This model's values and keys differ in width, which this version does not know.</source>
        <translation>此模型的值与键宽度不同，本版本尚不支持。</translation>
    </message>
    <message>
        <source>The model's vocabulary holds {1} tokens, which cannot be.</source>
        <translation>模型的词表有 {1} 个词元，这不可能。</translation>
    </message>
    <message>
        <source>The model file lacks the tensor “{0}”.</source>
        <translation>模型文件缺少张量“{0}”。</translation>
    </message>
    <message>
        <source>The tensor “{0}” is {1}, but this model's measures ask for {2}.</source>
        <translation>张量“{0}”为 {1}，而按此模型的尺寸应为 {2}。</translation>
    </message>
    <message>
        <source>The tensor “{0}” does not hold whole blocks of {1}.</source>
        <translation>张量“{0}”不是由完整的 {1} 块组成。</translation>
    </message>
    <message>
        <source>The file is damaged or was made for another program; fetch it again.</source>
        <translation>文件已损坏，或是为其他程序制作的；请重新获取。</translation>
    </message>
    <message>
        <source>The model file holds the tensor “{0}”, which this version does not know in a {1} model.</source>
        <translation>模型文件含有张量“{0}”，本版本不认识 {1} 模型中的此张量。</translation>
    </message>
    <message>
        <source>The model states {0} layers but its file holds {1} tensors.</source>
        <translation>模型声明有 {0} 层，但文件中有 {1} 个张量。</translation>
    </message>
    <message>
        <source>A context of {3} tokens would fit.</source>
        <translation>{3} 个词元的上下文可以容纳。</translation>
    </message>
    <message>
        <source>Close other programs or choose a smaller model; this one fits with no context.</source>
        <translation>请关闭其他程序或选择更小的模型；此模型无论上下文多短都无法容纳。</translation>
    </message>
    <message>
        <source>Report the line of the log.</source>
        <translation>请报告日志中的相应记录。</translation>
    </message>
    <message>
        <source>Use the earlier version of Conclave. A copy is kept in “{1}”.</source>
        <translation>请使用较早版本的 Conclave。副本保存在“{1}”。</translation>
    </message>
    <message>
        <source>The model file has no list of tokens, so text cannot be read with it.</source>
        <translation>模型文件没有词元列表，无法用来读取文本。</translation>
    </message>
    <message>
        <source>The model file is damaged: its tokens and their kinds are not equally many.</source>
        <translation>模型文件已损坏：词元与其类型的数量不一致。</translation>
    </message>
    <message>
        <source>The model file is damaged: its tokens are longer than 64 MiB together.</source>
        <translation>模型文件已损坏：词元总长度超过 64 MiB。</translation>
    </message>
    <message>
        <source>A model cannot have “{0}” of {1}.</source>
        <translation>模型的“{0}”不能是 {1}。</translation>
    </message>
    <message>
        <source>A model&apos;s shape has no “{0}”.</source>
        <translation>模型的形状中没有“{0}”这一项。</translation>
    </message>
    <message>
        <source>“{0}” is neither a published shape nor a file.</source>
        <translation>“{0}”既不是已发布的模型形状，也不是文件。</translation>
    </message>
    <message>
        <source>Name one of {1}, or a JSON file.</source>
        <translation>请给出以下名称之一：{1}，或一个 JSON 文件。</translation>
    </message>
    <message>
        <source>“{0}” holds no JSON object with the measures of a model.</source>
        <translation>“{0}”中没有描述模型尺寸的 JSON 对象。</translation>
    </message>
    <message>
        <source>No random model of the architecture “{0}” can be made.</source>
        <translation>无法生成“{0}”架构的随机模型。</translation>
    </message>
    <message>
        <source>Choose one of {1}.</source>
        <translation>请从以下各项中选择：{1}。</translation>
    </message>
    <message>
        <source>A model of these measures would have {0} thousand million parameters.</source>
        <translation>这种尺寸的模型将有 {0} 十亿个参数。</translation>
    </message>
    <message>
        <source>There is no quantization “{0}”.</source>
        <translation>没有名为“{0}”的量化方式。</translation>
    </message>
    <message>
        <source>The picture “{0}” is damaged: {1}.</source>
        <translation>图片“{0}”已损坏：{1}。</translation>
    </message>
    <message>
        <source>Copy it again from where it was taken.</source>
        <translation>请从原处重新复制。</translation>
    </message>
    <message>
        <source>The picture “{0}” cannot be read: {1}.</source>
        <translation>无法读取图片“{0}”：{1}。</translation>
    </message>
    <message>
        <source>Save it as PNG or TIFF with 8 or 16 bits a channel.</source>
        <translation>请另存为每通道 8 位或 16 位的 PNG 或 TIFF。</translation>
    </message>
    <message>
        <source>There is no memory for the picture “{0}”.</source>
        <translation>内存不足，无法打开图片“{0}”。</translation>
    </message>
    <message>
        <source>Close other programs or save it smaller.</source>
        <translation>请关闭其他程序，或将图片缩小后再保存。</translation>
    </message>
    <message>
        <source>“{0}” is no picture.</source>
        <translation>“{0}”不是图片。</translation>
    </message>
    <message>
        <source>Choose JPEG, PNG, TIFF, BMP, WebP or PNM files.</source>
        <translation>请选择 JPEG、PNG、TIFF、BMP、WebP 或 PNM 文件。</translation>
    </message>
    <message>
        <source>The picture “{0}” is empty.</source>
        <translation>图片“{0}”是空文件。</translation>
    </message>
    <message>
        <source>The picture “{0}” has {1} × {2} pixels, and 256 million are the most.</source>
        <translation>图片“{0}”为 {1} × {2} 像素，超过了 2.56 亿像素的上限。</translation>
    </message>
    <message>
        <source>Cut it into parts or save it smaller.</source>
        <translation>请将其裁成几部分，或缩小后再保存。</translation>
    </message>
    <message>
        <source>The picture “{0}” is not there any more.</source>
        <translation>图片“{0}”已不存在。</translation>
    </message>
    <message>
        <source>Check whether it was moved or renamed.</source>
        <translation>请检查它是否被移动或改名。</translation>
    </message>
    <message>
        <source>The picture “{0}” cannot be opened.</source>
        <translation>无法打开图片“{0}”。</translation>
    </message>
    <message>
        <source>Check that you may read it.</source>
        <translation>请检查您是否有读取权限。</translation>
    </message>
    <message>
        <source>“{0}” is no file.</source>
        <translation>“{0}”不是文件。</translation>
    </message>
    <message>
        <source>What this project has learned is damaged or of a newer version.</source>
        <translation>此项目学到的内容已损坏，或来自更新的版本。</translation>
    </message>
    <message>
        <source>Learn again from the project's pictures.</source>
        <translation>请用项目中的图片重新学习。</translation>
    </message>
    <message>
        <source>There is no good picture to learn from.</source>
        <translation>没有可供学习的良品图片。</translation>
    </message>
    <message>
        <source>Add pictures of good parts; 16 are a start, 100 or more are better.</source>
        <translation>请添加良品图片：16 张即可开始，100 张以上更好。</translation>
    </message>
    <message>
        <source>The project “{0}” is damaged or was written by another version.</source>
        <translation>项目“{0}”已损坏，或由其他版本写入。</translation>
    </message>
    <message>
        <source>Fit it again from its good pictures.</source>
        <translation>请用良品图片重新学习。</translation>
    </message>
    <message>
        <source>The project “{0}” cannot be read.</source>
        <translation>无法读取项目“{0}”。</translation>
    </message>
    <message>
        <source>Check the name and the permissions.</source>
        <translation>请检查名称和权限。</translation>
    </message>
    <message>
        <source>The project “{0}” was fitted with another image network.</source>
        <translation>项目“{0}”是用另一个图像网络学习的。</translation>
    </message>
    <message>
        <source>There is no picture in “{0}”.</source>
        <translation>“{0}”中没有图片。</translation>
    </message>
    <message>
        <source>Choose a folder with pictures (JPEG, PNG, TIFF, BMP or WebP).</source>
        <translation>请选择含有图片（JPEG、PNG、TIFF、BMP 或 WebP）的文件夹。</translation>
    </message>
    <message>
        <source>“{0}” is not a file of boxes (Pascal VOC).</source>
        <translation>“{0}”不是标注框文件（Pascal VOC）。</translation>
    </message>
    <message>
        <source>Remove it or write it again with a program for labelling.</source>
        <translation>请删除它，或用标注软件重新生成。</translation>
    </message>
    <message>
        <source>The folder “{0}” lies more than 32 folders deep.</source>
        <translation>文件夹“{0}”的层级超过 32 层。</translation>
    </message>
    <message>
        <source>There are more than 200,000 files up to the folder “{0}”.</source>
        <translation>到文件夹“{0}”为止已超过 200,000 个文件。</translation>
    </message>
    <message>
        <source>Choose a folder with fewer files.</source>
        <translation>请选择文件较少的文件夹。</translation>
    </message>
    <message>
        <source>There is no folder “{0}”.</source>
        <translation>文件夹“{0}”不存在。</translation>
    </message>
    <message>
        <source>The mask “{0}” cannot be used.</source>
        <translation>无法使用掩膜“{0}”。</translation>
    </message>
    <message>
        <source>Draw it as a picture that is white where the defect is.</source>
        <translation>请将缺陷处画成白色，保存为图片。</translation>
    </message>
    <message>
        <source>Add pictures of parts without defects.</source>
        <translation>请添加没有缺陷的零件图片。</translation>
    </message>
    <message>
        <source>None of the good pictures can be read.</source>
        <translation>良品图片均无法读取。</translation>
    </message>
    <message>
        <source>Choose JPEG, PNG, TIFF, BMP or WebP files that open in an image viewer.</source>
        <translation>请选择能用看图软件打开的 JPEG、PNG、TIFF、BMP 或 WebP 文件。</translation>
    </message>
    <message>
        <source>What was learned about kinds of defects is damaged or of a newer version.</source>
        <translation>学到的缺陷类型信息已损坏，或来自更新的版本。</translation>
    </message>
    <message>
        <source>Let the project learn again.</source>
        <translation>请让项目重新学习。</translation>
    </message>
    <message>
        <source>No kind of defect was taught.</source>
        <translation>尚未教过任何缺陷类型。</translation>
    </message>
    <message>
        <source>Draw boxes around some defects and name them.</source>
        <translation>请框出一些缺陷并为其命名。</translation>
    </message>
    <message>
        <source>There is not enough memory for “{0}”.</source>
        <translation>内存不足，无法处理“{0}”。</translation>
    </message>
    <message>
        <source>Close other programs or make the picture smaller.</source>
        <translation>请关闭其他程序，或将图片缩小。</translation>
    </message>
    <message>
        <source>“{0}” could not be inspected.</source>
        <translation>无法检测“{0}”。</translation>
    </message>
    <message>
        <source>The heat map “{0}” could not be made.</source>
        <translation>无法生成热力图“{0}”。</translation>
    </message>
    <message>
        <source>The report of a fit cannot be read.</source>
        <translation>无法读取学习报告。</translation>
    </message>
    <message>
        <source>Fit the project again.</source>
        <translation>请让项目重新学习。</translation>
    </message>
    <message>
        <source>The image network “{0}” cannot be used.</source>
        <translation>无法使用图像网络“{0}”。</translation>
    </message>
    <message>
        <source>Delete the file; it is made again from the fetched weights.</source>
        <translation>请删除该文件；程序会用已下载的权重重新生成。</translation>
    </message>
    <message>
        <source>Pictures cannot be seen at {0} × {0} pixels.</source>
        <translation>无法以 {0} × {0} 像素查看图片。</translation>
    </message>
    <message>
        <source>Choose a multiple of 32, up to 2048.</source>
        <translation>请选择 32 的倍数，最大 2048。</translation>
    </message>
    <message>
        <source>What was kept is not the result of an inspection.</source>
        <translation>保存的内容不是检测结果。</translation>
    </message>
    <message>
        <source>Inspect the picture again.</source>
        <translation>请重新检测该图片。</translation>
    </message>
    <message>
        <source>Get the weights of the catalogue.</source>
        <translation>请获取目录中的权重。</translation>
    </message>
    <message>
        <source>The tokenizer knows {0} tokens, but the model has weights for {1}.</source>
        <translation>分词器有 {0} 个词元，而模型的权重只有 {1} 个。</translation>
    </message>
    <message>
        <source>Put the tokenizer that was published with this model beside its weights.</source>
        <translation>请将与该模型一同发布的分词器放在权重旁边。</translation>
    </message>
</context>
<context>
    <name>ui::ChipRow</name>
    <message>
        <source>not understood: %1</source>
        <translation>未能理解：%1</translation>
    </message>
</context>
<context>
    <name>ui::Composer</name>
    <message>
        <source>Question about this document</source>
        <translation>关于本文档的问题</translation>
    </message>
    <message>
        <source>Stop (Esc)</source>
        <translation>停止（Esc）</translation>
    </message>
    <message>
        <source>Ask (Enter)</source>
        <translation>提问（Enter）</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Ask</source>
        <translation>提问</translation>
    </message>
</context>
<context>
    <name>ui::ConversationView</name>
    <message>
        <source>Questions and answers</source>
        <translation>问与答</translation>
    </message>
    <message>
        <source>The quotation is exact.</source>
        <translation>引文与原文一字不差。</translation>
    </message>
    <message>
        <source>Not in this document</source>
        <translation>本文档中没有</translation>
    </message>
    <message>
        <source>The whole document was searched.</source>
        <translation>已通查全文。</translation>
    </message>
    <message>
        <source>These are the closest passages; the document may not answer this directly.</source>
        <translation>以下是最接近的段落；文档可能没有直接回答这个问题。</translation>
    </message>
    <message>
        <source>Looking through the document …</source>
        <translation>正在查阅文档…</translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation>已停止</translation>
    </message>
    <message>
        <source>Ended by an error</source>
        <translation>因错误中止</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>Ask again</source>
        <translation>重新提问</translation>
    </message>
    <message>
        <source>Edit the question</source>
        <translation>修改问题</translation>
    </message>
    <message>
        <source>Experts</source>
        <translation>专家</translation>
    </message>
</context>
<context>
    <name>ui::CoverageStrip</name>
    <message>
        <source>Pages read</source>
        <translation>已读页</translation>
    </message>
    <message>
        <source>Page %1</source>
        <translation>第 %1 页</translation>
    </message>
    <message>
        <source>Pages %1 to %2</source>
        <translation>第 %1 至 %2 页</translation>
    </message>
    <message>
        <source>not read yet</source>
        <translation>尚未阅读</translation>
    </message>
    <message>
        <source>being read</source>
        <translation>正在阅读</translation>
    </message>
    <message>
        <source>read</source>
        <translation>已读</translation>
    </message>
    <message>
        <source>could not be read</source>
        <translation>无法阅读</translation>
    </message>
    <message>
        <source>%1, cited</source>
        <translation>%1，有引用</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1：%2</translation>
    </message>
    <message>
        <source>%1 of %2 pages read</source>
        <translation>已读 %1 页，共 %2 页</translation>
    </message>
</context>
<context>
    <name>ui::DocumentList</name>
    <message>
        <source>Open a document</source>
        <translation>打开文档</translation>
    </message>
    <message>
        <source>Open a document (Ctrl+O)</source>
        <translation>打开文档（Ctrl+O）</translation>
    </message>
    <message>
        <source>Search all documents</source>
        <translation>搜索全部文档</translation>
    </message>
    <message>
        <source>Search all documents (Ctrl+K)</source>
        <translation>搜索全部文档（Ctrl+K）</translation>
    </message>
    <message>
        <source>Documents</source>
        <translation>文档</translation>
    </message>
    <message>
        <source>Passages found</source>
        <translation>找到的段落</translation>
    </message>
    <message>
        <source>No passage has all these words.</source>
        <translation>没有段落同时包含这些词。</translation>
    </message>
    <message>
        <source>Move to the bin</source>
        <translation>移入回收站</translation>
    </message>
</context>
<context>
    <name>ui::DocumentPane</name>
    <message>
        <source>Outline</source>
        <translation>目录</translation>
    </message>
    <message>
        <source>Places found</source>
        <translation>找到的位置</translation>
    </message>
    <message>
        <source>Find in this document</source>
        <translation>在本文档中查找</translation>
    </message>
    <message>
        <source>Find in this document (Ctrl+F)</source>
        <translation>在本文档中查找（Ctrl+F）</translation>
    </message>
    <message>
        <source>Previous page</source>
        <translation>上一页</translation>
    </message>
    <message>
        <source>Next page</source>
        <translation>下一页</translation>
    </message>
    <message>
        <source>Smaller (Ctrl+minus)</source>
        <translation>缩小（Ctrl+减号）</translation>
    </message>
    <message>
        <source>Larger (Ctrl+plus)</source>
        <translation>放大（Ctrl+加号）</translation>
    </message>
    <message>
        <source>As wide as the view (Ctrl+0)</source>
        <translation>适合宽度（Ctrl+0）</translation>
    </message>
    <message>
        <source>Page</source>
        <translation>页码</translation>
    </message>
    <message>
        <source>of %1</source>
        <translation>共 %1 页</translation>
    </message>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
    <message>
        <source>more than %1</source>
        <translation>超过 %1 处</translation>
    </message>
</context>
<context>
    <name>ui::DocumentView</name>
    <message>
        <source>Document</source>
        <translation>文档</translation>
    </message>
    <message>
        <source>Page %1</source>
        <translation>第 %1 页</translation>
    </message>
    <message>
        <source>Page %1, lit passage: %2</source>
        <translation>第 %1 页，高亮段落：%2</translation>
    </message>
    <message>
        <source>This page was not read: %1</source>
        <translation>本页未能阅读：%1</translation>
    </message>
    <message>
        <source>Show the statement</source>
        <translation>查看对应的陈述</translation>
    </message>
</context>
<context>
    <name>ui::DropZones</name>
    <message>
        <source>These are good</source>
        <translation>这些是良品</translation>
    </message>
    <message>
        <source>to learn from them</source>
        <translation>用来学习什么是合格</translation>
    </message>
    <message>
        <source>Inspect these</source>
        <translation>检测这些图片</translation>
    </message>
    <message>
        <source>each gets its verdict</source>
        <translation>逐张给出判定</translation>
    </message>
</context>
<context>
    <name>ui::ExpertHeatMap</name>
    <message>
        <source>Experts that the router chose, layer by layer</source>
        <translation>路由在各层选择的专家</translation>
    </message>
    <message>
        <source>layer %1 · dense, without experts</source>
        <translation>第 %1 层 · 稠密层，没有专家</translation>
    </message>
    <message>
        <source>layer %1 · entropy %2 of %3 bits</source>
        <translation>第 %1 层 · 熵 %2 比特，最大 %3 比特</translation>
    </message>
    <message>
        <source>layer %1 · expert %2 · not chosen</source>
        <translation>第 %1 层 · 专家 %2 · 未被选中</translation>
    </message>
    <message>
        <source>layer %1 · expert %2 · %3 · %4 token</source>
        <translation>第 %1 层 · 专家 %2 · %3 · %4 个词元</translation>
    </message>
    <message>
        <source>layer %1 · expert %2 · %3 · %4 tokens</source>
        <translation>第 %1 层 · 专家 %2 · %3 · %4 个词元</translation>
    </message>
    <message>
        <source>Layer</source>
        <translation>层</translation>
    </message>
    <message>
        <source>Expert</source>
        <translation>专家</translation>
    </message>
    <message>
        <source>Entropy</source>
        <translation>熵</translation>
    </message>
    <message>
        <source>%1 bits</source>
        <translation>%1 比特</translation>
    </message>
    <message>
        <source>Point at a cell, or walk over them with the arrow keys.</source>
        <translation>将指针移到方格上，或用方向键逐格查看。</translation>
    </message>
    <message>
        <source>even share: %1</source>
        <translation>平均份额：%1</translation>
    </message>
    <message>
        <source>not chosen</source>
        <translation>未被选中</translation>
    </message>
    <message>
        <source>dense layer</source>
        <translation>稠密层</translation>
    </message>
</context>
<context>
    <name>ui::ExpertSheet</name>
    <message>
        <source>Experts</source>
        <translation>专家</translation>
    </message>
    <message>
        <source>Which experts the router chose</source>
        <translation>路由选择了哪些专家</translation>
    </message>
    <message>
        <source>%1 layers</source>
        <translation>%1 层</translation>
    </message>
    <message>
        <source>%1 of %2 experts for each token</source>
        <translation>每个词元使用 %2 个专家中的 %1 个</translation>
    </message>
    <message>
        <source>%1 tokens</source>
        <translation>%1 个词元</translation>
    </message>
    <message>
        <source>The stronger the colour, the larger the expert’s share of what the router chose in its layer. The bar at the right (entropy) is the longer the more evenly a layer uses its experts.</source>
        <translation>颜色越浓，该专家在本层路由选择中所占的份额越大。右侧的横条（熵）越长，该层对各专家的使用越均匀。</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
</context>
<context>
    <name>ui::FactsModel</name>
    <message>
        <source>not found in the whole document</source>
        <translation>通查全文，未找到</translation>
    </message>
    <message>
        <source>not found so far</source>
        <translation>目前未找到</translation>
    </message>
    <message>
        <source>Fact</source>
        <translation>事实项</translation>
    </message>
    <message>
        <source>What the document says</source>
        <translation>文档原文</translation>
    </message>
    <message>
        <source>Place</source>
        <translation>出处</translation>
    </message>
</context>
<context>
    <name>ui::FactsView</name>
    <message>
        <source>Facts</source>
        <translation>事实</translation>
    </message>
    <message>
        <source>The quotation is exact.</source>
        <translation>引文与原文一字不差。</translation>
    </message>
</context>
<context>
    <name>ui::FindingsModel</name>
    <message>
        <source>%1 (other)</source>
        <translation>%1（其他）</translation>
    </message>
    <message>
        <source>by hand</source>
        <translation>人工</translation>
    </message>
    <message>
        <source>Picture</source>
        <translation>图片</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>类型</translation>
    </message>
    <message>
        <source>Confidence</source>
        <translation>置信度</translation>
    </message>
    <message>
        <source>Score</source>
        <translation>得分</translation>
    </message>
    <message>
        <source>Area (px)</source>
        <translation>面积（像素）</translation>
    </message>
    <message>
        <source>Box (px)</source>
        <translation>位置（像素）</translation>
    </message>
</context>
<context>
    <name>ui::FilterBar</name>
    <message>
        <source>All</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation>等待</translation>
    </message>
    <message>
        <source>As they came</source>
        <translation>按加入顺序</translation>
    </message>
    <message>
        <source>Highest score first</source>
        <translation>得分从高到低</translation>
    </message>
    <message>
        <source>Order of the pictures</source>
        <translation>图片排序</translation>
    </message>
    <message>
        <source>Size of the pictures</source>
        <translation>缩略图大小</translation>
    </message>
    <message>
        <source>Size of the pictures (Ctrl with the wheel, Ctrl + and Ctrl −)</source>
        <translation>缩略图大小（Ctrl 加滚轮，或 Ctrl + 与 Ctrl −）</translation>
    </message>
</context>
<context>
    <name>ui::FoundModel</name>
    <message>
        <source>Page %1: %2</source>
        <translation>第 %1 页：%2</translation>
    </message>
</context>
<context>
    <name>ui::GoodPanel</name>
    <message>
        <source>Add good pictures</source>
        <translation>添加良品图片</translation>
    </message>
    <message>
        <source>Good pictures</source>
        <translation>良品图片</translation>
    </message>
    <message>
        <source>Drop a folder of good parts here. A few dozen are a good start; shots of the same part count once.</source>
        <translation>把良品图片文件夹拖到这里。几十张就可以开始；同一件产品拍多张只算一件。</translation>
    </message>
    <message>
        <source>False alarms, at most</source>
        <translation>允许误报率</translation>
    </message>
    <message>
        <source>How many good parts of a hundred may be called NG. Fewer false alarms miss more defects.</source>
        <translation>一百件良品中最多允许几件被判为 NG。误报越少，漏检越多。</translation>
    </message>
    <message>
        <source>How far learning is</source>
        <translation>学习进度</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Cancel learning</source>
        <translation>取消学习</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>查看</translation>
    </message>
    <message>
        <source>Show the pictures that look unlike the others</source>
        <translation>查看与其他良品不像的图片</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>Remove the pictures that look unlike the others</source>
        <translation>移除与其他良品不像的图片</translation>
    </message>
    <message>
        <source>Remove from the good pictures</source>
        <translation>从良品中移除</translation>
    </message>
    <message>
        <source>Good pictures: %1</source>
        <translation>良品图片：%1 张</translation>
    </message>
    <message>
        <source>Learn what is good</source>
        <translation>学习什么是合格</translation>
    </message>
    <message>
        <source>Learned</source>
        <translation>已学习</translation>
    </message>
    <message>
        <source>Learn again (%1 taught)</source>
        <translation>重新学习（%1 张标注）</translation>
    </message>
    <message>
        <source>Learn from %1</source>
        <translation>用 %1学习</translation>
    </message>
    <message>
        <source>Learn again from %1</source>
        <translation>用 %1重新学习</translation>
    </message>
    <message>
        <source>Asked %1, expect %2 to %3 false alarms on new parts.</source>
        <translation>要求误报率 %1，新产品上预计为 %2 至 %3。</translation>
    </message>
    <message>
        <source>%1 could not be read and was left out: %2</source>
        <translation>%1无法读取，未使用：%2</translation>
    </message>
    <message>
        <source>So few good pictures leave the line unsure; some dozens are better.</source>
        <translation>良品图片太少，判定线不可靠；最好有几十张。</translation>
    </message>
    <message>
        <source>%1 left</source>
        <translation>还需 %1</translation>
    </message>
    <message>
        <source>These pictures fall into two sorts that have nothing in common. Are they two products?</source>
        <translation>这些图片分成两类，毫无共同之处。是不是两种产品？</translation>
    </message>
    <message>
        <source>%1 and %2 more look unlike the other good pictures. Are they good parts?</source>
        <translation>%1 等（另有 %2 张）与其他良品图片不像。它们是良品吗？</translation>
    </message>
    <message>
        <source>%1 looks unlike the other good pictures. Is it a good part?</source>
        <translation>%1 与其他良品图片不像。它是良品吗？</translation>
    </message>
    <message>
        <source>Learned from %1 of %2 parts.</source>
        <translation>已从 %2 个零件的 %1中学习。</translation>
    </message>
    <message>
        <source>Learned from %1 of one part.</source>
        <translation>已从同一零件的 %1中学习。</translation>
    </message>
    <message>
        <source>Learned from 1 picture: how good parts differ is not known, so the line is a guess. Add good pictures of other parts.</source>
        <translation>只从 1 张图片学习：不知道良品之间有何差异，判定线只是估计。请添加其他零件的良品图片。</translation>
    </message>
    <message>
        <source>One picture cannot show how good parts differ: the line would be a guess.</source>
        <translation>一张图片看不出良品之间有何差异：判定线只能是估计。</translation>
    </message>
    <message>
        <source>With so few parts nobody can be surer: add good pictures of more parts.</source>
        <translation>零件这么少，无法更有把握：请添加更多零件的良品图片。</translation>
    </message>
</context>
<context>
    <name>ui::HistoryPage</name>
    <message>
        <source>History</source>
        <translation>历史</translation>
    </message>
    <message>
        <source>Search in everything</source>
        <translation>搜索全部记录</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>类型</translation>
    </message>
    <message>
        <source>All kinds</source>
        <translation>全部类型</translation>
    </message>
    <message>
        <source>Bin</source>
        <translation>回收站</translation>
    </message>
    <message>
        <source>What was removed in the last 30 days</source>
        <translation>最近 30 天内移除的记录</translation>
    </message>
    <message>
        <source>Results</source>
        <translation>结果</translation>
    </message>
    <message>
        <source>Open the document</source>
        <translation>打开文档</translation>
    </message>
    <message>
        <source>Move to the bin</source>
        <translation>移入回收站</translation>
    </message>
    <message>
        <source>Restore</source>
        <translation>还原</translation>
    </message>
    <message>
        <source>Nothing here yet</source>
        <translation>这里还没有记录</translation>
    </message>
    <message>
        <source>%1 was moved to the bin.</source>
        <translation>“%1”已移入回收站。</translation>
    </message>
    <message>
        <source>It stays there for 30 days.</source>
        <translation>将在那里保留 30 天。</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>The bin is empty.</source>
        <translation>回收站是空的。</translation>
    </message>
    <message>
        <source>Nothing has all these words.</source>
        <translation>没有记录同时包含这些词。</translation>
    </message>
    <message>
        <source>took %1</source>
        <translation>用时 %1</translation>
    </message>
    <message>
        <source>goes for good in 1 day</source>
        <translation>1 天后彻底删除</translation>
    </message>
    <message>
        <source>goes for good in %1 days</source>
        <translation>%1 天后彻底删除</translation>
    </message>
    <message>
        <source>Every summary, every answer and every inspection is kept here, and can be found again by its words.</source>
        <translation>每份摘要、每个回答、每次检测都保存在这里，可按其中的文字找回。</translation>
    </message>
    <message>
        <source>Export …</source>
        <translation>导出…</translation>
    </message>
    <message>
        <source>Open the inspection</source>
        <translation>打开检测</translation>
    </message>
    <message>
        <source>Opens the inspection and writes its results as a table, JSON or PDF</source>
        <translation>打开检测，并将结果写成表格、JSON 或 PDF</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>打开</translation>
    </message>
</context>
<context>
    <name>ui::InfoBar</name>
    <message>
        <source>Details</source>
        <translation>详情</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Close this message</source>
        <translation>关闭此消息</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>Copy the details</source>
        <translation>复制详情</translation>
    </message>
</context>
<context>
    <name>ui::LearnCard</name>
    <message>
        <source>Learned anew</source>
        <translation>重新学习的结果</translation>
    </message>
    <message>
        <source>Promote</source>
        <translation>启用</translation>
    </message>
    <message>
        <source>Use what was learned from now on</source>
        <translation>从现在起使用新的学习结果</translation>
    </message>
    <message>
        <source>Discard</source>
        <translation>放弃</translation>
    </message>
    <message>
        <source>Stay with what was used before; your corrections are kept</source>
        <translation>继续使用原来的学习结果；您的修正会保留</translation>
    </message>
    <message>
        <source>Good pictures: %1, taught: %2. Measured on pictures that were held back, whole groups at a time. False alarms to expect: %3 to %4.</source>
        <translation>良品 %1 张，标注 %2 张。以下指标在按组留出的图片上测得。预计误报率：%3 至 %4。</translation>
    </message>
    <message>
        <source>before</source>
        <translation>之前</translation>
    </message>
    <message>
        <source>after</source>
        <translation>之后</translation>
    </message>
    <message>
        <source>Good and bad told apart (AUROC)</source>
        <translation>良品与缺陷的区分度（AUROC）</translation>
    </message>
    <message>
        <source>Taught defects found at the line</source>
        <translation>标注缺陷的检出率</translation>
    </message>
    <message>
        <source>Kinds named rightly</source>
        <translation>缺陷类型正确率</translation>
    </message>
</context>
<context>
    <name>ui::InspectStrip</name>
    <message>
        <source>How far it is</source>
        <translation>进度</translation>
    </message>
    <message>
        <source>Inspecting looks with %1, which is not on this computer yet.</source>
        <translation>检测需要 %1 模型，本机还没有。</translation>
    </message>
    <message>
        <source>Get %1 (%2)</source>
        <translation>获取 %1（%2）</translation>
    </message>
    <message>
        <source>Getting %1</source>
        <translation>正在获取 %1</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>%1 wait until it is learned what is good.</source>
        <translation>%1等待学习完成。</translation>
    </message>
    <message>
        <source>%1 wait.</source>
        <translation>%1等待检测。</translation>
    </message>
    <message>
        <source>Inspecting was stopped. What is finished is kept; %1 wait.</source>
        <translation>检测已停止，已完成的结果都已保存；还有 %1等待检测。</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>继续检测</translation>
    </message>
    <message>
        <source>A preview of unusual places, not a verdict: without good pictures nobody knows what is good.</source>
        <translation>这里只预览异常区域，不作判定：没有良品图片，就不知道什么是合格。</translation>
    </message>
    <message>
        <source>Choose good pictures</source>
        <translation>选择良品图片</translation>
    </message>
    <message>
        <source>What is shown was found before the last learning or with another line.</source>
        <translation>这些结果来自上次学习之前，或用的是另一条判定线。</translation>
    </message>
    <message>
        <source>Inspect again</source>
        <translation>重新检测</translation>
    </message>
    <message>
        <source>New pictures in %1 are inspected as they come.</source>
        <translation>正在监视 %1，新图片到达即检测。</translation>
    </message>
    <message>
        <source>Stop watching</source>
        <translation>停止监视</translation>
    </message>
    <message>
        <source>%1 wait until %2 has said what “%3” means.</source>
        <translation>%1在等待 %2 说明“%3”的含义。</translation>
    </message>
    <message>
        <source>%1 writes sentence %2 of %3. What it says is checked against the findings.</source>
        <translation>%1 正在撰写第 %2 句，共 %3 句。写出的内容会与检测结果核对。</translation>
    </message>
    <message>
        <source>%1 writes the report.</source>
        <translation>%1 正在撰写报告。</translation>
    </message>
    <message>
        <source>Go on without it</source>
        <translation>不等了，继续</translation>
    </message>
    <message>
        <source>Put into words</source>
        <translation>写成文字</translation>
    </message>
    <message>
        <source>%1 writes a report and a sentence for each picture with findings. What it says is checked against them.</source>
        <translation>由 %1 撰写报告，并为每张有发现的图片写一句说明。写出的内容会与检测结果核对。</translation>
    </message>
</context>
<context>
    <name>ui::InspectPage</name>
    <message>
        <source>%1 taken out of the good ones.</source>
        <translation>已从良品中移除 %1。</translation>
    </message>
    <message>
        <source>%1 was moved to the bin.</source>
        <translation>“%1”已移到回收站。</translation>
    </message>
    <message>
        <source>It stays there for 30 days.</source>
        <translation>30 天内可以恢复。</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Undone: %1</source>
        <translation>已撤销：%1</translation>
    </message>
    <message>
        <source>The product under inspection: choose another, name it, begin a new one</source>
        <translation>当前检测的产品：可切换、重命名或新建</translation>
    </message>
    <message>
        <source>Learn</source>
        <translation>学习</translation>
    </message>
    <message>
        <source>Learn from your corrections</source>
        <translation>从您的修正中学习</translation>
    </message>
    <message>
        <source>Inspect pictures</source>
        <translation>检测图片</translation>
    </message>
    <message>
        <source>Choose pictures to inspect (Ctrl+O)</source>
        <translation>选择要检测的图片（Ctrl+O）</translation>
    </message>
    <message>
        <source>Export, watch a folder and more</source>
        <translation>导出、监视文件夹等</translation>
    </message>
    <message>
        <source>Drop pictures of good parts here</source>
        <translation>把良品图片拖到这里</translation>
    </message>
    <message>
        <source>The program learns from them what good looks like, and then finds what is not.</source>
        <translation>程序先从良品学习什么是合格，再找出不合格之处。</translation>
    </message>
    <message>
        <source>Choose good pictures</source>
        <translation>选择良品图片</translation>
    </message>
    <message>
        <source>Inspect without good ones</source>
        <translation>没有良品，直接检测</translation>
    </message>
    <message>
        <source>PNG, JPEG, TIFF, BMP and WebP, or a folder of them. Nothing leaves this computer.</source>
        <translation>支持 PNG、JPEG、TIFF、BMP、WebP，也可以是整个文件夹。数据不会离开本机。</translation>
    </message>
    <message>
        <source>Learn what is good</source>
        <translation>学习什么是合格</translation>
    </message>
    <message>
        <source>It takes seconds to minutes, and says how many false alarms to expect.</source>
        <translation>需要几秒到几分钟，并会给出预计的误报率。</translation>
    </message>
    <message>
        <source>Drop the parts to inspect here</source>
        <translation>把要检测的图片拖到这里</translation>
    </message>
    <message>
        <source>Each gets a verdict, its defects with their places, and a heat map.</source>
        <translation>每张图片都会得到判定、缺陷位置和热力图。</translation>
    </message>
    <message>
        <source>Choose pictures</source>
        <translation>选择图片</translation>
    </message>
    <message>
        <source>Product: %1</source>
        <translation>产品：%1</translation>
    </message>
    <message>
        <source>opening what was learned</source>
        <translation>正在打开学习结果</translation>
    </message>
    <message>
        <source>learned from %1</source>
        <translation>已从 %1学习</translation>
    </message>
    <message>
        <source>%1 under inspection</source>
        <translation>检测 %1</translation>
    </message>
    <message>
        <source>Learn (%1 taught)</source>
        <translation>学习（%1 张标注）</translation>
    </message>
    <message>
        <source>Learn from %1</source>
        <translation>用 %1学习</translation>
    </message>
    <message>
        <source>Pasted picture %1</source>
        <translation>粘贴的图片 %1</translation>
    </message>
    <message>
        <source>The pasted picture could not be kept.</source>
        <translation>粘贴的图片无法保存。</translation>
    </message>
    <message>
        <source>Make room on the disk and paste it again.</source>
        <translation>请腾出磁盘空间后重新粘贴。</translation>
    </message>
    <message>
        <source>New product …</source>
        <translation>新建产品…</translation>
    </message>
    <message>
        <source>New product</source>
        <translation>新建产品</translation>
    </message>
    <message>
        <source>Rename …</source>
        <translation>重命名…</translation>
    </message>
    <message>
        <source>Rename the product</source>
        <translation>重命名产品</translation>
    </message>
    <message>
        <source>Move to the bin</source>
        <translation>移到回收站</translation>
    </message>
    <message>
        <source>Inspect a folder …</source>
        <translation>检测文件夹…</translation>
    </message>
    <message>
        <source>Inspect a folder</source>
        <translation>检测文件夹</translation>
    </message>
    <message>
        <source>Add a folder of good pictures …</source>
        <translation>添加良品文件夹…</translation>
    </message>
    <message>
        <source>Add a folder of good pictures</source>
        <translation>添加良品文件夹</translation>
    </message>
    <message>
        <source>Stop watching the folder</source>
        <translation>停止监视文件夹</translation>
    </message>
    <message>
        <source>Watch a folder …</source>
        <translation>监视文件夹…</translation>
    </message>
    <message>
        <source>Watch a folder</source>
        <translation>监视文件夹</translation>
    </message>
    <message>
        <source>Inspect all again</source>
        <translation>全部重新检测</translation>
    </message>
    <message>
        <source>New batch</source>
        <translation>新建批次</translation>
    </message>
    <message>
        <source>Earlier batches</source>
        <translation>以前的批次</translation>
    </message>
    <message>
        <source>Looking …</source>
        <translation>正在查找…</translation>
    </message>
    <message>
        <source>There are none.</source>
        <translation>还没有批次。</translation>
    </message>
    <message>
        <source>Export a report (PDF) …</source>
        <translation>导出报告（PDF）…</translation>
    </message>
    <message>
        <source>Export as CSV …</source>
        <translation>导出为 CSV…</translation>
    </message>
    <message>
        <source>Export as JSON …</source>
        <translation>导出为 JSON…</translation>
    </message>
    <message>
        <source>Undo: %1</source>
        <translation>撤销：%1</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>保存</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Pictures (%1)</source>
        <translation>图片（%1）</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>所有文件（*）</translation>
    </message>
    <message>
        <source>Choose pictures to inspect</source>
        <translation>选择要检测的图片</translation>
    </message>
    <message>
        <source>Choose pictures of good parts</source>
        <translation>选择良品图片</translation>
    </message>
    <message>
        <source>Export the results</source>
        <translation>导出检测结果</translation>
    </message>
    <message>
        <source>%1 taken out of the batch.</source>
        <translation>已从批次中移除 %1。</translation>
    </message>
    <message>
        <source>Fold the sides away</source>
        <translation>收起两侧</translation>
    </message>
    <message>
        <source>Show the sides</source>
        <translation>显示两侧</translation>
    </message>
    <message>
        <source>Inspect pictures …</source>
        <translation>检测图片…</translation>
    </message>
    <message>
        <source>JSON (*.json)</source>
        <translation>JSON (*.json)</translation>
    </message>
    <message>
        <source>Report (*.pdf)</source>
        <translation>报告 (*.pdf)</translation>
    </message>
    <message>
        <source>Table (*.csv)</source>
        <translation>表格 (*.csv)</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>重做</translation>
    </message>
    <message>
        <source>Redo: %1</source>
        <translation>重做：%1</translation>
    </message>
    <message>
        <source>Write the sentences with %1</source>
        <translation>用 %1 撰写说明</translation>
    </message>
</context>
<context>
    <name>ui::LibraryPage</name>
    <message>
        <source>Library</source>
        <translation>模型库</translation>
    </message>
    <message>
        <source>Models on this computer and those that can be had. Files of other programs are used where they are.</source>
        <translation>本机已有的模型和可以获取的模型。其他程序的文件就地使用，不会复制。</translation>
    </message>
    <message>
        <source>Look again</source>
        <translation>重新查找</translation>
    </message>
    <message>
        <source>Look for models again</source>
        <translation>重新查找模型</translation>
    </message>
    <message>
        <source>Add a folder</source>
        <translation>添加文件夹</translation>
    </message>
    <message>
        <source>Folders</source>
        <translation>文件夹</translation>
    </message>
    <message>
        <source>Folders that are looked through</source>
        <translation>查找模型的文件夹</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>%1 is here and can be used.</source>
        <translation>%1 已就绪，可以使用。</translation>
    </message>
    <message>
        <source>Context length</source>
        <translation>上下文长度</translation>
    </message>
    <message>
        <source>Use this model</source>
        <translation>使用此模型</translation>
    </message>
    <message>
        <source>Show in the file manager</source>
        <translation>在文件管理器中显示</translation>
    </message>
    <message>
        <source>Licence</source>
        <translation>许可证</translation>
    </message>
    <message>
        <source>Download</source>
        <translation>下载</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Cancel the download</source>
        <translation>取消下载</translation>
    </message>
    <message>
        <source>%1 is used from now on.</source>
        <translation>从现在起使用 %1。</translation>
    </message>
    <message>
        <source>%1 is published under the licence %2.</source>
        <translation>%1 以 %2 许可证发布。</translation>
    </message>
    <message>
        <source>It may be used, changed and passed on under its terms.</source>
        <translation>可按其条款使用、修改和再发布。</translation>
    </message>
    <message>
        <source>Licence %1</source>
        <translation>许可证 %1</translation>
    </message>
    <message>
        <source>Chinese</source>
        <translation>中文</translation>
    </message>
    <message>
        <source>English</source>
        <translation>英文</translation>
    </message>
    <message>
        <source>%1 layers</source>
        <translation>%1 层</translation>
    </message>
    <message>
        <source>trained for %1 tokens of context</source>
        <translation>训练上下文 %1 词元</translation>
    </message>
    <message>
        <source>Get (%1)</source>
        <translation>获取（%1）</translation>
    </message>
    <message>
        <source>In use</source>
        <translation>使用中</translation>
    </message>
    <message>
        <source>Waiting for the other download</source>
        <translation>等待另一项下载</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 / %2</translation>
    </message>
    <message>
        <source>%1 a second</source>
        <translation>每秒 %1</translation>
    </message>
    <message>
        <source>Weights</source>
        <translation>权重</translation>
    </message>
    <message>
        <source>KV cache</source>
        <translation>KV 缓存</translation>
    </message>
    <message>
        <source>Working memory</source>
        <translation>工作内存</translation>
    </message>
    <message>
        <source>Context: %1 tokens</source>
        <translation>上下文：%1 词元</translation>
    </message>
    <message>
        <source>It fits</source>
        <translation>放得下</translation>
    </message>
    <message>
        <source>It does not fit</source>
        <translation>放不下</translation>
    </message>
    <message>
        <source>%1 of the %2 that are free now, on %3.</source>
        <translation>在 %3 上占用 %1，现有空闲 %2。</translation>
    </message>
    <message>
        <source>It would take %1 and %2 are free now. Shorten the context, close other programs or choose a smaller model.</source>
        <translation>需要 %1，而现在空闲 %2。请缩短上下文、关闭其他程序或选用更小的模型。</translation>
    </message>
    <message>
        <source>Add a folder of models</source>
        <translation>添加模型文件夹</translation>
    </message>
    <message>
        <source>Open %1</source>
        <translation>打开 %1</translation>
    </message>
    <message>
        <source>Leave out %1</source>
        <translation>不再查找 %1</translation>
    </message>
    <message>
        <source>Make 16 experts</source>
        <translation>拆成 16 个专家</translation>
    </message>
    <message>
        <source>Writes this model once more as a mixture of 16 experts, two for each token. It says the same and takes the same room until its experts are trained apart.</source>
        <translation>将此模型另存为由 16 个专家组成的混合模型，每个词元使用两个专家。在各专家分别训练之前，它的输出与占用空间保持不变。</translation>
    </message>
    <message>
        <source>Cancel making experts</source>
        <translation>取消拆分专家</translation>
    </message>
</context>
<context>
    <name>ui::MemoryBar</name>
    <message>
        <source>Memory</source>
        <translation>内存</translation>
    </message>
    <message>
        <source>%1 %2</source>
        <translation>%1 %2</translation>
    </message>
    <message>
        <source>%1 free</source>
        <translation>空闲 %1</translation>
    </message>
    <message>
        <source>%1 free now</source>
        <translation>现有空闲 %1</translation>
    </message>
    <message>
        <source>Attention</source>
        <translation>注意力</translation>
    </message>
    <message>
        <source>Shared parts</source>
        <translation>共享部分</translation>
    </message>
    <message>
        <source>Routed experts</source>
        <translation>路由专家</translation>
    </message>
    <message>
        <source>KV cache</source>
        <translation>KV 缓存</translation>
    </message>
    <message>
        <source>Working memory</source>
        <translation>工作内存</translation>
    </message>
    <message>
        <source>Room to read experts</source>
        <translation>读取专家的余量</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1：%2</translation>
    </message>
    <message>
        <source>, </source>
        <translation>、</translation>
    </message>
    <message>
        <source>Shared parts are what every token reads beside attention: shared experts, dense layers, embedding and head.</source>
        <translation>共享部分是除注意力之外每个词元都要读取的内容：共享专家、稠密层、词嵌入和输出层。</translation>
    </message>
</context>
<context>
    <name>ui::OutlineModel</name>
    <message>
        <source>%1, page %2</source>
        <translation>%1，第 %2 页</translation>
    </message>
</context>
<context>
    <name>ui::PromptLine</name>
    <message>
        <source>What to look for, such as: find scratches and pores</source>
        <translation>检查什么，例如：检测表面划痕和气孔</translation>
    </message>
    <message>
        <source>What to look for</source>
        <translation>检查什么</translation>
    </message>
    <message>
        <source>Names the kinds of defects. Empty: everything unusual (Ctrl+F)</source>
        <translation>写出要检查的缺陷类型；留空则检查一切异常（Ctrl+F）</translation>
    </message>
    <message>
        <source>Kinds that were understood</source>
        <translation>已理解的缺陷类型</translation>
    </message>
    <message>
        <source>From “%1”</source>
        <translation>来自“%1”</translation>
    </message>
    <message>
        <source>This is no kind of defect that is known. Teach it: draw a box and name it so.</source>
        <translation>还不认识这种缺陷。可以教它：在图上画框，并以此命名。</translation>
    </message>
    <message>
        <source>Everything unusual is looked for.</source>
        <translation>检查一切异常。</translation>
    </message>
    <message>
        <source>Other kinds are listed as other.</source>
        <translation>其余类型列为“其他”。</translation>
    </message>
    <message>
        <source>Everything else that is unusual is looked for.</source>
        <translation>其他一切异常都检查。</translation>
    </message>
    <message>
        <source>not %1</source>
        <translation>不查%1</translation>
    </message>
    <message>
        <source>Left out: found alone it makes no picture NG.</source>
        <translation>不检查：仅有这种缺陷时不会判为 NG。</translation>
    </message>
    <message>
        <source>%1 is asked which kind of defect this is.</source>
        <translation>正在询问 %1 这是哪种缺陷。</translation>
    </message>
    <message>
        <source>%1 …</source>
        <translation>%1 …</translation>
    </message>
</context>
<context>
    <name>ui::PictureView</name>
    <message>
        <source>Picture</source>
        <translation>图片</translation>
    </message>
    <message>
        <source>box %1 of %2: %3, %4 × %5 pixels</source>
        <translation>第 %1 个框，共 %2 个：%3，%4 × %5 像素</translation>
    </message>
    <message>
        <source>Reading %1 …</source>
        <translation>正在读取 %1…</translation>
    </message>
</context>
<context>
    <name>ui::PicturePane</name>
    <message>
        <source>Box drawn</source>
        <translation>画框</translation>
    </message>
    <message>
        <source>Box moved</source>
        <translation>移动框</translation>
    </message>
    <message>
        <source>Box deleted</source>
        <translation>删除框</translation>
    </message>
    <message>
        <source>All pictures</source>
        <translation>全部图片</translation>
    </message>
    <message>
        <source>Back to all pictures (Esc)</source>
        <translation>返回全部图片（Esc）</translation>
    </message>
    <message>
        <source>Previous picture</source>
        <translation>上一张</translation>
    </message>
    <message>
        <source>Previous picture (Left)</source>
        <translation>上一张（←）</translation>
    </message>
    <message>
        <source>Next picture</source>
        <translation>下一张</translation>
    </message>
    <message>
        <source>Next picture (Right)</source>
        <translation>下一张（→）</translation>
    </message>
    <message>
        <source>OK</source>
        <translation>OK</translation>
    </message>
    <message>
        <source>It is OK (O)</source>
        <translation>改判为 OK（O）</translation>
    </message>
    <message>
        <source>NG</source>
        <translation>NG</translation>
    </message>
    <message>
        <source>It is not good (N)</source>
        <translation>改判为 NG（N）</translation>
    </message>
    <message>
        <source>Unsure</source>
        <translation>待定</translation>
    </message>
    <message>
        <source>Nobody can say (U)</source>
        <translation>改判为待定（U）</translation>
    </message>
    <message>
        <source>Show all of it</source>
        <translation>显示整张图片</translation>
    </message>
    <message>
        <source>Show all of it (0)</source>
        <translation>显示整张图片（0）</translation>
    </message>
    <message>
        <source>Its own pixels</source>
        <translation>原始像素</translation>
    </message>
    <message>
        <source>Its own pixels (1)</source>
        <translation>原始像素（1）</translation>
    </message>
    <message>
        <source>Smaller</source>
        <translation>缩小</translation>
    </message>
    <message>
        <source>Smaller (−)</source>
        <translation>缩小（−）</translation>
    </message>
    <message>
        <source>Larger</source>
        <translation>放大</translation>
    </message>
    <message>
        <source>Larger (+)</source>
        <translation>放大（+）</translation>
    </message>
    <message>
        <source>Heat map</source>
        <translation>热力图</translation>
    </message>
    <message>
        <source>Opacity of the heat map</source>
        <translation>热力图不透明度</translation>
    </message>
    <message>
        <source>Opacity of the heat map (H: off and on). Its colours mean the same on every picture: clear is good, red is over the line.</source>
        <translation>热力图不透明度（H：开关）。颜色在所有图片上含义相同：透明为正常，红色为超过判定线。</translation>
    </message>
    <message>
        <source>Draw a box</source>
        <translation>画框</translation>
    </message>
    <message>
        <source>Draw a box around a defect (D); B puts one in the middle</source>
        <translation>框出缺陷（D）；按 B 在中央放一个框</translation>
    </message>
    <message>
        <source>Delete the box</source>
        <translation>删除框</translation>
    </message>
    <message>
        <source>Delete the chosen box (Delete)</source>
        <translation>删除选中的框（Delete）</translation>
    </message>
    <message>
        <source>Kind of the chosen box</source>
        <translation>选中框的类型</translation>
    </message>
    <message>
        <source>Kind of the chosen box (K): choose one or write a new one</source>
        <translation>选中框的类型（K）：可选择，也可输入新类型</translation>
    </message>
    <message>
        <source>Choose a box</source>
        <translation>请选择一个框</translation>
    </message>
    <message>
        <source>This is a preview of unusual places, not a verdict: without good pictures nobody knows what is good.</source>
        <translation>这里只预览异常区域，不作判定：没有良品图片，就不知道什么是合格。</translation>
    </message>
    <message>
        <source>Kind: %1</source>
        <translation>类型：%1</translation>
    </message>
    <message>
        <source>%1, said by you</source>
        <translation>%1（人工判定）</translation>
    </message>
</context>
<context>
    <name>ui::PictureGrid</name>
    <message>
        <source>Pictures</source>
        <translation>图片</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>Delete</translation>
    </message>
    <message>
        <source>Enter</source>
        <translation>Enter</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>打开</translation>
    </message>
    <message>
        <source>Remove from the batch</source>
        <translation>从批次中移除</translation>
    </message>
</context>
<context>
    <name>ui::QuotePopover</name>
    <message>
        <source>Page %1</source>
        <translation>第 %1 页</translation>
    </message>
    <message>
        <source>“%1”</source>
        <translation>“%1”</translation>
    </message>
</context>
<context>
    <name>ui::ReadPage</name>
    <message>
        <source>Drop a contract here</source>
        <translation>把合同拖到这里</translation>
    </message>
    <message>
        <source>Every page is read, and every statement leads to its place in the document.</source>
        <translation>逐页读完，每句陈述都能回到文档中的出处。</translation>
    </message>
    <message>
        <source>Open a document</source>
        <translation>打开文档</translation>
    </message>
    <message>
        <source>Open the sample contract</source>
        <translation>打开示例合同</translation>
    </message>
    <message>
        <source>PDF, Word, Markdown and text. Nothing leaves this computer.</source>
        <translation>支持 PDF、Word、Markdown 和纯文本。任何内容都不会离开本机。</translation>
    </message>
    <message>
        <source>%1 was moved to the bin.</source>
        <translation>“%1”已移入回收站。</translation>
    </message>
    <message>
        <source>It stays there for 30 days.</source>
        <translation>将在那里保留 30 天。</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Copy, export and more</source>
        <translation>复制、导出及更多</translation>
    </message>
    <message>
        <source>Summary, facts and questions</source>
        <translation>摘要、事实与提问</translation>
    </message>
    <message>
        <source>Summary</source>
        <translation>摘要</translation>
    </message>
    <message>
        <source>Facts</source>
        <translation>事实</translation>
    </message>
    <message>
        <source>Questions</source>
        <translation>提问</translation>
    </message>
    <message>
        <source>Facts are found while the document is summarised.</source>
        <translation>生成摘要时会一并找出各项事实。</translation>
    </message>
    <message>
        <source>Ask about this document</source>
        <translation>就本文档提问</translation>
    </message>
    <message>
        <source>The answer names its places. What is not there is said to be not there.</source>
        <translation>回答会注明出处；文档里没有的，会明说没有。</translation>
    </message>
    <message>
        <source>Which law governs this agreement?</source>
        <translation>本协议适用哪国法律？</translation>
    </message>
    <message>
        <source>How can it be ended?</source>
        <translation>怎样终止本协议？</translation>
    </message>
    <message>
        <source>Is liability limited?</source>
        <translation>责任是否有上限？</translation>
    </message>
    <message>
        <source>The answer was copied with its citations.</source>
        <translation>已复制回答及其引用。</translation>
    </message>
    <message>
        <source>Documents (*.pdf *.docx *.txt *.md)</source>
        <translation>文档 (*.pdf *.docx *.txt *.md)</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>所有文件 (*)</translation>
    </message>
    <message>
        <source>The pasted text could not be kept as a document.</source>
        <translation>粘贴的文本无法保存为文档。</translation>
    </message>
    <message>
        <source>Make room on the disk and paste it again.</source>
        <translation>请腾出磁盘空间后重新粘贴。</translation>
    </message>
    <message>
        <source>The sample contract could not be written to the data folder.</source>
        <translation>示例合同无法写入数据文件夹。</translation>
    </message>
    <message>
        <source>Make room on the disk and try again.</source>
        <translation>请腾出磁盘空间后重试。</translation>
    </message>
    <message>
        <source>Find the file</source>
        <translation>查找文件</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>Opening %1 …</source>
        <translation>正在打开 %1…</translation>
    </message>
    <message>
        <source>The first statements come as soon as they are checked.</source>
        <translation>首批陈述核对完毕即会出现。</translation>
    </message>
    <message>
        <source>Reading was stopped. What is finished is kept.</source>
        <translation>阅读已停止，已完成的部分都已保留。</translation>
    </message>
    <message>
        <source>Go on reading</source>
        <translation>继续阅读</translation>
    </message>
    <message>
        <source>Questions can be asked once the document is open</source>
        <translation>文档打开后即可提问</translation>
    </message>
    <message>
        <source>Questions (%1)</source>
        <translation>提问（%1）</translation>
    </message>
    <message>
        <source>%1 characters</source>
        <translation>%1 字</translation>
    </message>
    <message>
        <source>read in %1</source>
        <translation>阅读用时 %1</translation>
    </message>
    <message>
        <source>With %1</source>
        <translation>使用 %1</translation>
    </message>
    <message>
        <source>About %1 with %2</source>
        <translation>约 %1，使用 %2</translation>
    </message>
    <message>
        <source>Summarise 1 page</source>
        <translation>概括 1 页</translation>
    </message>
    <message>
        <source>Summarise %1 pages</source>
        <translation>概括全部 %1 页</translation>
    </message>
    <message>
        <source>All of it, with the facts, and a place for every statement.</source>
        <translation>通读全文，列出各项事实，每句陈述都有出处。</translation>
    </message>
    <message>
        <source>Ask</source>
        <translation>提问</translation>
    </message>
    <message>
        <source>One question, answered with its place, or told that it is not there.</source>
        <translation>提一个问题，得到带出处的回答；没有就明说没有。</translation>
    </message>
    <message>
        <source>Some seconds with %1</source>
        <translation>几秒钟，使用 %1</translation>
    </message>
    <message>
        <source>%1 is being downloaded: %2 %.</source>
        <translation>正在下载 %1：%2%。</translation>
    </message>
    <message>
        <source>There is no model here yet: sentences are shown in the document’s own words.</source>
        <translation>本机还没有模型：将直接显示原文词句。</translation>
    </message>
    <message>
        <source>Show in the library</source>
        <translation>在模型库中查看</translation>
    </message>
    <message>
        <source>Get a model (%1)</source>
        <translation>获取模型（%1）</translation>
    </message>
    <message>
        <source>No model</source>
        <translation>没有模型</translation>
    </message>
    <message>
        <source>Loading %1</source>
        <translation>正在加载 %1</translation>
    </message>
    <message>
        <source>Choose a model (Ctrl+L)</source>
        <translation>选择模型（Ctrl+L）</translation>
    </message>
    <message>
        <source>%1: choose another model (Ctrl+L)</source>
        <translation>%1：选择其他模型（Ctrl+L）</translation>
    </message>
    <message>
        <source>Model: %1</source>
        <translation>模型：%1</translation>
    </message>
    <message>
        <source>about %1</source>
        <translation>约 %1</translation>
    </message>
    <message>
        <source>All models …</source>
        <translation>全部模型…</translation>
    </message>
    <message>
        <source>Copy as Markdown</source>
        <translation>复制为 Markdown</translation>
    </message>
    <message>
        <source>Export as Markdown …</source>
        <translation>导出为 Markdown…</translation>
    </message>
    <message>
        <source>Export as HTML …</source>
        <translation>导出为 HTML…</translation>
    </message>
    <message>
        <source>Summarise again</source>
        <translation>重新概括</translation>
    </message>
    <message>
        <source>New conversation (Ctrl+N)</source>
        <translation>新对话（Ctrl+N）</translation>
    </message>
    <message>
        <source>What the model was sent …</source>
        <translation>发给模型的内容…</translation>
    </message>
    <message>
        <source>Move to the bin</source>
        <translation>移入回收站</translation>
    </message>
    <message>
        <source>The summary was copied with its citations.</source>
        <translation>已复制摘要及其引用。</translation>
    </message>
    <message>
        <source>Export as HTML</source>
        <translation>导出为 HTML</translation>
    </message>
    <message>
        <source>Export as Markdown</source>
        <translation>导出为 Markdown</translation>
    </message>
    <message>
        <source>Exported to %1.</source>
        <translation>已导出到 %1。</translation>
    </message>
    <message>
        <source>%1 could not be written.</source>
        <translation>无法写入 %1。</translation>
    </message>
    <message>
        <source>Choose another folder or make room on the disk.</source>
        <translation>请换一个文件夹，或腾出磁盘空间。</translation>
    </message>
    <message>
        <source>What the model was sent</source>
        <translation>发给模型的内容</translation>
    </message>
    <message>
        <source>Document</source>
        <translation>文档</translation>
    </message>
</context>
<context>
    <name>ui::ResultsPanel</name>
    <message>
        <source>Scores</source>
        <translation>得分</translation>
    </message>
    <message>
        <source>Back to the learned line</source>
        <translation>恢复学到的判定线</translation>
    </message>
    <message>
        <source>Filter by kind or picture</source>
        <translation>按类型或图片筛选</translation>
    </message>
    <message>
        <source>Filter the findings</source>
        <translation>筛选缺陷</translation>
    </message>
    <message>
        <source>Findings</source>
        <translation>缺陷</translation>
    </message>
    <message>
        <source>Findings: %1</source>
        <translation>缺陷：%1 处</translation>
    </message>
    <message>
        <source>The line is learned from good pictures.</source>
        <translation>判定线从良品图片中学习得到。</translation>
    </message>
    <message>
        <source>Line at %1.</source>
        <translation>判定线：%1。</translation>
    </message>
    <message>
        <source>%1 of the good pictures that were held back lie over it.</source>
        <translation>留出的良品中有 %1 在线上方。</translation>
    </message>
</context>
<context>
    <name>ui::RunPreview</name>
    <message>
        <source>Result</source>
        <translation>结果</translation>
    </message>
    <message>
        <source>The quotation is exact.</source>
        <translation>引文与原文一字不差。</translation>
    </message>
    <message>
        <source>Facts</source>
        <translation>事实</translation>
    </message>
    <message>
        <source>not found</source>
        <translation>未找到</translation>
    </message>
    <message>
        <source>Not in this document</source>
        <translation>本文档中没有</translation>
    </message>
    <message>
        <source>Experts</source>
        <translation>专家</translation>
    </message>
    <message>
        <source>Findings</source>
        <translation>发现</translation>
    </message>
    <message>
        <source>Looked for</source>
        <translation>检测内容</translation>
    </message>
    <message>
        <source>Pictures</source>
        <translation>图片</translation>
    </message>
    <message>
        <source>Verdicts</source>
        <translation>判定</translation>
    </message>
    <message>
        <source>everything unusual</source>
        <translation>一切异常</translation>
    </message>
</context>
<context>
    <name>ui::ScoreHistogram</name>
    <message>
        <source>Scores and the line between OK and NG</source>
        <translation>得分分布与 OK / NG 判定线</translation>
    </message>
    <message>
        <source>0 is the median good picture, 1 the line that was learned. Drag the line, or use the arrow keys; Home puts it back.</source>
        <translation>0 为良品的中位数，1 为学到的判定线。可拖动判定线，或用方向键移动；Home 键恢复。</translation>
    </message>
    <message>
        <source>Line at %1: %2 OK, %3 NG</source>
        <translation>判定线 %1：OK %2 张，NG %3 张</translation>
    </message>
    <message>
        <source>OK %1</source>
        <translation>OK %1</translation>
    </message>
    <message>
        <source>NG %1</source>
        <translation>NG %1</translation>
    </message>
</context>
<context>
    <name>ui::SettingsPage</name>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>Each change applies at once.</source>
        <translation>每项更改立即生效。</translation>
    </message>
    <message>
        <source>Undo the last change</source>
        <translation>撤销上次更改</translation>
    </message>
    <message>
        <source>Look</source>
        <translation>外观</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>语言</translation>
    </message>
    <message>
        <source>Of the window. Summaries follow the document unless you say otherwise below.</source>
        <translation>界面语言。摘要默认随文档语言，可在下方更改。</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation>跟随系统</translation>
    </message>
    <message>
        <source>Theme</source>
        <translation>主题</translation>
    </message>
    <message>
        <source>Light, dark, or as the system is set.</source>
        <translation>浅色、深色，或跟随系统。</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>浅色</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>深色</translation>
    </message>
    <message>
        <source>Reading</source>
        <translation>阅读</translation>
    </message>
    <message>
        <source>Language of summaries and answers</source>
        <translation>摘要和回答的语言</translation>
    </message>
    <message>
        <source>In which language statements are written; quotations stay as they are.</source>
        <translation>陈述所用的语言；引文保持原样。</translation>
    </message>
    <message>
        <source>As the document</source>
        <translation>随文档</translation>
    </message>
    <message>
        <source>English</source>
        <translation>英文</translation>
    </message>
    <message>
        <source>Chinese</source>
        <translation>中文</translation>
    </message>
    <message>
        <source>Keep</source>
        <translation>保留</translation>
    </message>
    <message>
        <source>Show what the model was sent</source>
        <translation>显示发给模型的内容</translation>
    </message>
    <message>
        <source>rendered prompt</source>
        <translation>渲染后的提示词</translation>
    </message>
    <message>
        <source>Adds an entry to the menu of a document, word for word as the model’s template renders it.</source>
        <translation>在文档菜单中增加一项，逐字显示按模型模板渲染的内容。</translation>
    </message>
    <message>
        <source>Computing</source>
        <translation>计算</translation>
    </message>
    <message>
        <source>Processor cores</source>
        <translation>处理器核心</translation>
    </message>
    <message>
        <source>threads</source>
        <translation>线程</translation>
    </message>
    <message>
        <source>More is faster, up to the cores this computer has.</source>
        <translation>越多越快，以本机核心数为限。</translation>
    </message>
    <message>
        <source>All cores</source>
        <translation>全部核心</translation>
    </message>
    <message>
        <source>Room for text</source>
        <translation>文本容量</translation>
    </message>
    <message>
        <source>context length, tokens</source>
        <translation>上下文长度，词元</translation>
    </message>
    <message>
        <source>How much text is in the model’s view at once. More takes more memory.</source>
        <translation>模型一次能看到多少文本；越大越占内存。</translation>
    </message>
    <message>
        <source>As fits</source>
        <translation>自动适配</translation>
    </message>
    <message>
        <source>Precision of the room for text</source>
        <translation>文本容量的精度</translation>
    </message>
    <message>
        <source>KV cache type</source>
        <translation>KV 缓存类型</translation>
    </message>
    <message>
        <source>Eight bits take half the memory and lose next to nothing.</source>
        <translation>8 位只用一半内存，几乎没有损失。</translation>
    </message>
    <message>
        <source>16 bits (f16)</source>
        <translation>16 位（f16）</translation>
    </message>
    <message>
        <source>8 bits (q8_0)</source>
        <translation>8 位（q8_0）</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Open the folder</source>
        <translation>打开文件夹</translation>
    </message>
    <message>
        <source>Where models are kept</source>
        <translation>模型存放位置</translation>
    </message>
    <message>
        <source>Add a folder</source>
        <translation>添加文件夹</translation>
    </message>
    <message>
        <source>Add a folder of models</source>
        <translation>添加模型文件夹</translation>
    </message>
    <message>
        <source>Further folders</source>
        <translation>其他文件夹</translation>
    </message>
    <message>
        <source>Looked through where they are; nothing is copied. Those of LM Studio, Hugging Face, Ollama and Jan are found by themselves.</source>
        <translation>就地查找，不复制任何文件。LM Studio、Hugging Face、Ollama 和 Jan 的文件夹会自动找到。</translation>
    </message>
    <message>
        <source>Leave out this folder</source>
        <translation>不再查找此文件夹</translation>
    </message>
    <message>
        <source>Leave out %1</source>
        <translation>不再查找 %1</translation>
    </message>
</context>
<context>
    <name>ui::SummaryView</name>
    <message>
        <source>Summary</source>
        <translation>摘要</translation>
    </message>
    <message>
        <source>What matters</source>
        <translation>要点</translation>
    </message>
    <message>
        <source>Section by section</source>
        <translation>分节内容</translation>
    </message>
    <message>
        <source>Read so far</source>
        <translation>已读内容</translation>
    </message>
    <message>
        <source>Before the first heading</source>
        <translation>首个标题之前</translation>
    </message>
    <message>
        <source>Experts</source>
        <translation>专家</translation>
    </message>
</context>
<context>
    <name>ui::bridge::DocumentSession</name>
    <message>
        <source>Opening %1: page %2 of %3</source>
        <translation>正在打开 %1：第 %2 页，共 %3 页</translation>
    </message>
    <message>
        <source>PDF</source>
        <translation>PDF</translation>
    </message>
    <message>
        <source>Word document</source>
        <translation>Word 文档</translation>
    </message>
    <message>
        <source>Markdown</source>
        <translation>Markdown</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>文本</translation>
    </message>
    <message>
        <source>Waiting for another reading to end</source>
        <translation>等待另一份文档读完</translation>
    </message>
    <message>
        <source>Loading %1</source>
        <translation>正在加载 %1</translation>
    </message>
    <message>
        <source>Looking through %1</source>
        <translation>正在查阅 %1</translation>
    </message>
    <message>
        <source>Opening %1 was stopped.</source>
        <translation>已停止打开 %1。</translation>
    </message>
    <message>
        <source>Looking for clauses: page %1 of %2</source>
        <translation>正在查找条款：第 %1 页，共 %2 页</translation>
    </message>
    <message>
        <source>Confirming what was found: %1 of %2</source>
        <translation>正在核实所得：%1 / %2</translation>
    </message>
    <message>
        <source>Reading page %1 of %2</source>
        <translation>正在阅读第 %1 页，共 %2 页</translation>
    </message>
    <message>
        <source>Writing the opening</source>
        <translation>正在撰写开篇</translation>
    </message>
    <message>
        <source>Answering</source>
        <translation>正在回答</translation>
    </message>
</context>
<context>
    <name>ui::bridge::HistoryModel</name>
    <message>
        <source>Summary</source>
        <translation>摘要</translation>
    </message>
    <message>
        <source>Question</source>
        <translation>提问</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>文本生成</translation>
    </message>
    <message>
        <source>Perplexity</source>
        <translation>困惑度</translation>
    </message>
    <message>
        <source>Speed</source>
        <translation>速度</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1：%2</translation>
    </message>
    <message>
        <source>Inspection</source>
        <translation>检测</translation>
    </message>
</context>
<context>
    <name>ui::bridge::InspectProjects</name>
    <message>
        <source>Last used: %1</source>
        <translation>上次使用：%1</translation>
    </message>
    <message>
        <source>Product %1</source>
        <translation>产品 %1</translation>
    </message>
</context>
<context>
    <name>ui::bridge::InspectBackbone</name>
    <message>
        <source>Getting %1</source>
        <translation>正在获取 %1</translation>
    </message>
</context>
<context>
    <name>ui::bridge::InspectFit</name>
    <message>
        <source>Looking at the good pictures</source>
        <translation>正在查看良品图片</translation>
    </message>
    <message>
        <source>Reading picture %1 of %2</source>
        <translation>正在读取第 %1 张，共 %2 张</translation>
    </message>
    <message>
        <source>Checking on held-back pictures, %1 of %2</source>
        <translation>正在用留出的图片检验，%1 / %2</translation>
    </message>
    <message>
        <source>Learning what is good</source>
        <translation>正在学习什么是合格</translation>
    </message>
</context>
<context>
    <name>ui::bridge::InspectExamples</name>
    <message>
        <source>%1: looks unlike the other good pictures</source>
        <translation>%1：与其他良品不像</translation>
    </message>
    <message>
        <source>%1, looks unlike the others</source>
        <translation>%1，与其他良品不像</translation>
    </message>
</context>
<context>
    <name>ui::bridge::InspectDesk</name>
    <message>
        <source>There is no picture in this folder.</source>
        <translation>这个文件夹里没有图片。</translation>
    </message>
    <message>
        <source>PNG, JPEG, TIFF, BMP and WebP can be inspected.</source>
        <translation>可检测 PNG、JPEG、TIFF、BMP 和 WebP 图片。</translation>
    </message>
    <message>
        <source>This picture is here already.</source>
        <translation>这张图片已在批次中。</translation>
    </message>
    <message>
        <source>These pictures are here already.</source>
        <translation>这些图片已在批次中。</translation>
    </message>
    <message>
        <source>%1 is %2</source>
        <translation>%1 判为 %2</translation>
    </message>
    <message>
        <source>%1 are %2</source>
        <translation>%1判为 %2</translation>
    </message>
    <message>
        <source>Exported to %1.</source>
        <translation>已导出到 %1。</translation>
    </message>
    <message>
        <source>%1 could not be written.</source>
        <translation>无法写入 %1。</translation>
    </message>
    <message>
        <source>Choose another folder or make room on the disk.</source>
        <translation>请换一个文件夹，或腾出磁盘空间。</translation>
    </message>
    <message>
        <source>Inspecting %1 of %2</source>
        <translation>正在检测第 %1 张，共 %2 张</translation>
    </message>
    <message>
        <source>%1 at %2 pictures/s</source>
        <translation>%1，每秒 %2 张</translation>
    </message>
    <message>
        <source>These good pictures are here already.</source>
        <translation>这些良品图片已经添加过。</translation>
    </message>
    <message>
        <source>%1 added to the good ones.</source>
        <translation>已添加 %1为良品。</translation>
    </message>
    <message>
        <source>%1 removed</source>
        <translation>移除 %1</translation>
    </message>
    <message>
        <source>The product of this inspection is not kept any more.</source>
        <translation>此次检测的产品已不再保存。</translation>
    </message>
    <message>
        <source>What was found is still to be read here.</source>
        <translation>检测结果仍可在此查看。</translation>
    </message>
    <message>
        <source>Writing sentence %1 of %2</source>
        <translation>正在撰写第 %1 句，共 %2 句</translation>
    </message>
</context>
<context>
    <name>ui::bridge::ModelCatalog</name>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Family</source>
        <translation>系列</translation>
    </message>
    <message>
        <source>Parameters</source>
        <translation>参数</translation>
    </message>
    <message>
        <source>Experts</source>
        <translation>专家</translation>
    </message>
    <message>
        <source>Quantization</source>
        <translation>量化</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>大小</translation>
    </message>
    <message>
        <source>Fits?</source>
        <translation>能否放下</translation>
    </message>
    <message>
        <source>Where</source>
        <translation>位置</translation>
    </message>
    <message>
        <source>%1 (%2 active)</source>
        <translation>%1（激活 %2）</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%2 选 %1</translation>
    </message>
    <message>
        <source>%1 %</source>
        <translation>%1%</translation>
    </message>
    <message>
        <source>waiting</source>
        <translation>等待中</translation>
    </message>
    <message>
        <source>not here yet</source>
        <translation>尚未获取</translation>
    </message>
    <message>
        <source>cannot be used</source>
        <translation>无法使用</translation>
    </message>
    <message>
        <source>fits</source>
        <translation>放得下</translation>
    </message>
    <message>
        <source>too large</source>
        <translation>太大</translation>
    </message>
    <message>
        <source>Catalogue</source>
        <translation>可获取</translation>
    </message>
    <message>
        <source>Added folder</source>
        <translation>添加的文件夹</translation>
    </message>
    <message>
        <source>%1 has no tokenizer or no weights.</source>
        <translation>%1 缺少分词器或权重。</translation>
    </message>
    <message>
        <source>Choose a complete model file.</source>
        <translation>请选择完整的模型文件。</translation>
    </message>
    <message>
        <source>Checking</source>
        <translation>校验中</translation>
    </message>
    <message>
        <source>Downloading</source>
        <translation>下载中</translation>
    </message>
    <message>
        <source>Checking %1</source>
        <translation>正在校验 %1</translation>
    </message>
    <message>
        <source>Downloading %1</source>
        <translation>正在下载 %1</translation>
    </message>
    <message>
        <source>from the disk</source>
        <translation>部分在磁盘</translation>
    </message>
    <message>
        <source>Making experts</source>
        <translation>正在拆分专家</translation>
    </message>
    <message>
        <source>Making experts of %1</source>
        <translation>正在拆分 %1 的专家</translation>
    </message>
</context>
<context>
    <name>ui::bridge::OpenDocuments</name>
    <message>
        <source>summarised</source>
        <translation>已有摘要</translation>
    </message>
    <message>
        <source>Pasted text %1</source>
        <translation>粘贴的文本 %1</translation>
    </message>
</context>
<context>
    <name>ui::bridge::PassageSearch</name>
    <message>
        <source>%1, page %2: %3</source>
        <translation>%1，第 %2 页：%3</translation>
    </message>
</context>
<context>
    <name>ui::shell::MainWindow</name>
    <message>
        <source>Read</source>
        <translation>阅读</translation>
    </message>
    <message>
        <source>Library</source>
        <translation>模型库</translation>
    </message>
    <message>
        <source>History</source>
        <translation>历史</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>Open a document</source>
        <translation>打开文档</translation>
    </message>
    <message>
        <source>Ask the question; Shift+Enter breaks the line</source>
        <translation>提问；Shift+Enter 换行</translation>
    </message>
    <message>
        <source>Stop; what is finished is kept</source>
        <translation>停止；已完成的部分会保留</translation>
    </message>
    <message>
        <source>New conversation about the document</source>
        <translation>就文档开始新对话</translation>
    </message>
    <message>
        <source>Find in the document</source>
        <translation>在文档中查找</translation>
    </message>
    <message>
        <source>Search all documents</source>
        <translation>搜索全部文档</translation>
    </message>
    <message>
        <source>Fold the sides away</source>
        <translation>收起两侧栏</translation>
    </message>
    <message>
        <source>Choose a model</source>
        <translation>选择模型</translation>
    </message>
    <message>
        <source>Go to a page</source>
        <translation>切换页面</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>快捷键</translation>
    </message>
    <message>
        <source>Drop to read or inspect it</source>
        <translation>松开即可阅读或检测</translation>
    </message>
    <message>
        <source>Inspect</source>
        <translation>检测</translation>
    </message>
    <message>
        <source>%1 is no document and no picture that can be read here.</source>
        <translation>“%1”不是这里能读取的文档或图片。</translation>
    </message>
    <message>
        <source>Use a PDF, Word (docx), Markdown or text file, or a PNG, JPEG, TIFF, BMP or WebP picture.</source>
        <translation>请使用 PDF、Word（docx）、Markdown、文本文件，或 PNG、JPEG、TIFF、BMP、WebP 图片。</translation>
    </message>
    <message>
        <source>Read or inspect what was copied: files, a long text or a picture</source>
        <translation>阅读或检测已复制的文件、长文本或图片</translation>
    </message>
    <message>
        <source>Say that a picture is OK, NG or unsure</source>
        <translation>将图片判为 OK、NG 或待定</translation>
    </message>
    <message>
        <source>Undo what was said of pictures</source>
        <translation>撤销对图片的判定</translation>
    </message>
    <message>
        <source>Take a picture out of the batch</source>
        <translation>从批次中移除图片</translation>
    </message>
</context>
<context>
    <name>ui::shell::Rail</name>
    <message>
        <source>Pages</source>
        <translation>页面</translation>
    </message>
</context>
<context>
    <name>ui::shell::RailButton</name>
    <message>
        <source>working</source>
        <translation>处理中</translation>
    </message>
</context>
<context>
    <name>ui::shell::StatusLine</name>
    <message>
        <source>Progress</source>
        <translation>进度</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Stop; what is finished is kept (Esc)</source>
        <translation>停止；已完成的部分会保留（Esc）</translation>
    </message>
    <message>
        <source>Ready</source>
        <translation>就绪</translation>
    </message>
    <message>
        <source>%1 %</source>
        <translation>%1%</translation>
    </message>
    <message>
        <source>%1 left</source>
        <translation>剩余 %1</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 / %2</translation>
    </message>
    <message>
        <source>Memory in use: %1</source>
        <translation>已用内存：%1</translation>
    </message>
    <message>
        <source>CPU, %1 cores</source>
        <translation>CPU，%1 核</translation>
    </message>
    <message>
        <source>What computes: %1</source>
        <translation>计算设备：%1</translation>
    </message>
    <message>
        <source>downloading</source>
        <translation>下载中</translation>
    </message>
    <message>
        <source>offline</source>
        <translation>离线</translation>
    </message>
    <message>
        <source>A model is being downloaded because you asked for it. Nothing else uses the network.</source>
        <translation>正在按您的要求下载模型。除此之外不使用网络。</translation>
    </message>
    <message>
        <source>No connection is open. The program opens one only to download a model that you ask for.</source>
        <translation>当前没有任何网络连接。只有在您要求下载模型时才会联网。</translation>
    </message>
</context>
<context>
    <name>ui::PlacementPanel</name>
    <message>
        <source>Context length</source>
        <translation>上下文长度</translation>
    </message>
    <message>
        <source>GPU</source>
        <translation>GPU</translation>
    </message>
    <message>
        <source>On disk</source>
        <translation>磁盘</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>内存</translation>
    </message>
    <message>
        <source>Context: %1 tokens</source>
        <translation>上下文：%1 个词元</translation>
    </message>
    <message>
        <source>It does not fit</source>
        <translation>放不下</translation>
    </message>
    <message>
        <source>It would take %1 and %2 are free now. Shorten the context or close other programs.</source>
        <translation>需要 %1，当前空闲 %2。请缩短上下文或关闭其他程序。</translation>
    </message>
    <message>
        <source>It would take %1 and %2 are free now. Close other programs or choose a smaller model.</source>
        <translation>需要 %1，当前空闲 %2。请关闭其他程序或选择更小的模型。</translation>
    </message>
    <message>
        <source>It fits with experts on the disk</source>
        <translation>可以运行，部分专家留在磁盘上</translation>
    </message>
    <message>
        <source>%1 of its experts are read from the disk when they are chosen, the rest takes %2 of the %3 that are free now, on %4.</source>
        <translation>其中 %1 的专家在被选中时从磁盘读取，其余部分占用 %2，当前空闲 %3，运行于 %4。</translation>
    </message>
    <message>
        <source>It fits</source>
        <translation>可以运行</translation>
    </message>
    <message>
        <source>%1 of the %2 that are free now, on %3.</source>
        <translation>占用 %1，当前空闲 %2，运行于 %3。</translation>
    </message>
    <message>
        <source>Expect about %1, and %2 where the context is full.</source>
        <translation>预计约 %1，上下文写满时约 %2。</translation>
    </message>
    <message>
        <source>Use %1 tokens</source>
        <translation>改用 %1 个词元</translation>
    </message>
    <message>
        <source>The longest context that fits</source>
        <translation>能放下的最长上下文</translation>
    </message>
</context>
</TS>
