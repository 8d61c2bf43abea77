# language: zh-CN
功能: 一条街，一张表
  菜市场一排摊位，同一个毛病十几家都有。以前一家一家录，录到后面就抄错；上个月查到还没改的，这个月又立一件；一张全景照
  片照到三家，算重复使用；查完两手空空，摊主不知道要改什么。

  背景:
    假如 今天是 2026-03-02
    而且 有一本演练台账，登记了这些人：
      | 用户名 | 姓名   | 角色   | 责任单位 |
      | wang   | 王主管 | 主管   |          |
      | qian   | 钱主管 | 主管   |          |
      | li     | 李检查 | 检查员 |          |
      | zhao   | 赵检查 | 检查员 |          |
    而且 街上有摊位 stall-01 到 stall-06

  场景: 李检查把一个毛病一次记到五家，除去一家；存以前先看是哪几家
    假如 li、zhao开始查这些摊位
    当 li试办“CAT-01 fail --subjects 01-06,!04 --set state=none --note 没有装”
    那么 退出码是 0
    而且 输出有“stall-06”
    而且 输出没有“stall-04”
    而且 屏幕提示有“什么都没有保存”
    而且 已作答的是“”
    当 li作答“CAT-01 fail --subjects 01-06,!04 --set state=none --note 没有装”
    那么 屏幕提示有“5 个对象”
    而且 屏幕提示有“不在其中的 1 个：stall-04”
    而且 已作答的是“stall-01、stall-02、stall-03、stall-05、stall-06”
    而且 这几答是一次存下的
    当 li作答“stall-03 CAT-01 fail --set state=faulty --note 装了，没有通电”
    而且 li完成检查
    那么 隐患有 5 件，每件一家
    而且 stall-03的隐患备注是“装了，没有通电”
    而且 台账校验通过

  场景: 几家一次作答，其中一家早就这样答了；断了照原样再办，照样答得上来
    假如 li、zhao开始查这些摊位
    当 li作答“CAT-01 fail --subjects 02 --set state=none --note 没有装”
    而且 li作答“CAT-01 fail --subjects 01-03 --set state=none --note 没有装 --request-id again”
    而且 li作答“CAT-01 fail --subjects 01-03 --set state=none --note 没有装 --request-id again”
    那么 退出码是 0
    而且 屏幕提示有“以前已办过”
    而且 已作答的是“stall-01、stall-02、stall-03”

  场景: 写错了哪几家，一家也不存，说明有哪些
    假如 li、zhao开始查这些摊位
    当 li作答“CAT-01 fail --subjects 01-09,!12 --set state=none --note 没有装”
    那么 退出码是 2
    而且 屏幕提示有““12”不是这次检查的对象”
    当 li作答“CAT-01 fail --subjects all --note 没有装”
    那么 退出码是 2
    而且 屏幕提示有“stall-06”
    而且 已作答的是“”

  场景: 检查文件里一条写几家，不同的几行另写
    假如 有一份检查文件“street.yaml”：
      """
      pack: gas
      date: 2026-03-02
      inspectors: [li, zhao]
      subjects:
        - {key: stall-01, kind: catering, name: 摊位01, region: "530602"}
        - {key: stall-02, kind: catering, name: 摊位02, region: "530602"}
        - {key: stall-03, kind: catering, name: 摊位03, region: "530602"}
      answers:
        - item: CAT-01
          subjects: all
          answer: fail
          note: 没有装
          values: {state: none}
          rows:
            stall-02: {note: 装了，没有通电, values: {state: faulty}}
      """
    当 li在命令行输入“inspect run street.yaml”
    那么 退出码是 0
    而且 隐患有 3 件，每件一家
    而且 stall-02的隐患备注是“装了，没有通电”
    而且 stall-03的隐患备注是“没有装”
    当 li在命令行输入“inspect run street.yaml”
    那么 屏幕提示有“没有做任何改动”

  场景: 文件里几家的写法有错，指明在哪一行
    假如 有一份检查文件“street.yaml”：
      """
      pack: gas
      date: 2026-03-02
      inspectors: [li, zhao]
      subjects:
        - {key: stall-01, kind: catering, name: 摊位01, region: "530602"}
        - {key: stall-02, kind: catering, name: 摊位02, region: "530602"}
      answers:
        - item: CAT-01
          subjects: ["!02"]
          answer: fail
          values: {state: none}
          rows:
            stall-02: {note: 装了，没有通电}
            stall-01: {nota: 没有装}
        - {item: CAT-02, subjects: [07], answer: pass}
        - {item: CAT-03, subjects: all, subject: stall-01, answer: pass}
      """
    当 li在命令行输入“inspect run street.yaml”
    那么 退出码是 2
    而且 屏幕提示有“street.yaml:13:”
    而且 屏幕提示有““stall-02”不在这一条的 subjects 里”
    而且 屏幕提示有“street.yaml:14:”
    而且 屏幕提示有“不认识的键“nota””
    而且 屏幕提示有““07”不是这次检查的对象”
    而且 屏幕提示有“不再写 subject”

  场景: 上个月查到的还没有改：记在那一件上，不另立
    假如 li、zhao查过摊位，stall-01、stall-02没有装报警器
    而且 今天是 2026-04-02
    而且 li、zhao开始查这些摊位
    当 li作答“stall-01 CAT-01 fail --set state=none --note 还是没有装”
    那么 退出码是 2
    而且 屏幕提示有“RQ-2026-0001（2026-03-02 发现，已发现）还没有办完”
    而且 屏幕提示有“--still RQ-2026-0001”
    而且 屏幕提示有“--another”
    当 li作答“stall-01 CAT-01 fail --set state=none --note 还是没有装 --still RQ-2026-0001”
    而且 li作答“stall-02 CAT-01 fail --set state=none --note 后厨那一台也没有 --another”
    而且 li作答“stall-03 CAT-01 fail --set state=none --note 没有装”
    而且 li完成检查
    那么 屏幕提示有“立隐患 2 件，仍未改 1 件”
    而且 隐患有 4 件
    当 wang在命令行输入“case show RQ-2026-0001”
    那么 输出有“又见 1 次”
    当 wang在命令行输入“case history RQ-2026-0001”
    那么 输出有“又查到，仍未改”
    而且 输出有“还是没有装”
    当 wang在命令行输入“export closure -o 闭环台账.xlsx”
    那么 退出码是 0
    当 wang在命令行输入“board”
    那么 输出有“复查前又见”
    而且 台账校验通过

  场景: 在终端里作答，当场就问是仍未改还是另一处
    假如 li、zhao查过摊位，stall-01、stall-02没有装报警器
    而且 今天是 2026-04-02
    而且 li、zhao开始查这些摊位
    当 li在终端里作答“CAT-01 fail --subjects 01-03 --set state=none --note 没有装”，回答“1”
    那么 屏幕提示有“stall-02 以前查到、还没有办完：RQ-2026-0002”
    当 li完成检查
    那么 屏幕提示有“立隐患 1 件，仍未改 2 件”
    而且 隐患有 3 件

  场景: 几家一起答、各归各的：哪一家记在哪一件上、哪一家是新的，都说出来
    假如 li、zhao查过摊位，stall-01、stall-02没有装报警器
    而且 今天是 2026-04-02
    而且 li、zhao开始查这些摊位
    当 li试办“CAT-01 fail --subjects 01-03 --set state=none --note 没有装 --still all”
    那么 屏幕提示有“仍未改的 2 个，记在以前的那一件上；另立的 1 个”
    而且 输出有“RQ-2026-0001”
    当 li作答“CAT-01 fail --subjects 01-03 --set state=none --note 没有装 --still all”
    那么 屏幕提示有“仍未改的 2 个，记在以前的那一件上；另立的 1 个”
    而且 输出有“RQ-2026-0001”
    而且 输出有“RQ-2026-0002”
    而且 输出有“另立一件”

  场景: 检查文件里没有写是不是以前那一件，不存，两种写法都说出来
    假如 li、zhao查过摊位，stall-01、stall-02没有装报警器
    而且 今天是 2026-04-02
    而且 有一份检查文件“april.yaml”：
      """
      pack: gas
      date: 2026-04-02
      inspectors: [li, zhao]
      subjects:
        - {key: stall-01, kind: catering, name: 摊位01, region: "530602"}
        - {key: stall-02, kind: catering, name: 摊位02, region: "530602"}
      answers:
        - {item: CAT-01, subjects: all, answer: fail, values: {state: none}, note: 没有装}
      """
    当 li在命令行输入“inspect run april.yaml”
    那么 退出码是 2
    而且 屏幕提示有“april.yaml:8:”
    而且 屏幕提示有“still: RQ-2026-0002”
    而且 屏幕提示有“another: true”
    假如 文件“april.yaml”里的“note: 没有装”改成“note: 没有装, rows: {stall-01: {still: RQ-2026-0001}, stall-02: {another: true}}”
    当 li在命令行输入“inspect run april.yaml”
    那么 退出码是 0
    而且 屏幕提示有“立隐患 1 件，仍未改 1 件”
    当 li在命令行输入“inspect run april.yaml”
    那么 屏幕提示有“没有做任何改动”
    而且 隐患有 3 件
    假如 文件“april.yaml”里的“{another: true}”改成“{still: RQ-2026-0002}”
    当 li在命令行输入“inspect run april.yaml”
    那么 退出码是 3
    而且 屏幕提示有“另立一件 → 记在以前的那一件上”
    当 li在命令行输入“inspect run april.yaml --replace --yes”
    那么 退出码是 1
    而且 屏幕提示有“先用 inspect correct 更正为合格”

  场景: 同一项以前查到的两件都没有改、又有一处新的：各记各的，一件也不丢
    假如 li、zhao在stall-01查到两处没有装报警器：后厨、前厅
    而且 今天是 2026-04-02
    而且 li、zhao开始查这些摊位
    当 li作答“stall-01 CAT-01 fail --set state=none --note 还是没有装 --still RQ-2026-0001”
    而且 li作答“stall-01 CAT-01 fail --set state=none --note 这一处也没有 --still RQ-2026-0002”
    那么 屏幕提示有“已保存为另一处”
    而且 屏幕提示有“RQ-2026-0001 仍未改”
    当 li试办“stall-01 CAT-01 fail --set state=none --note 靠墙的也没有 --still RQ-2026-0002”
    那么 屏幕提示有“会保存：原作答 不合格（RQ-2026-0002 仍未改，这一处也没有） 已改为”
    当 li作答“stall-01 CAT-01 fail --set state=none --note 新摆的 --another --part 外摆二”
    而且 li作答“stall-01 CAT-01 fail --set state=none --note 靠墙的也没有 --still RQ-2026-0002”
    那么 屏幕提示有“已保存：原作答 不合格（RQ-2026-0002 仍未改，这一处也没有） 已改为”
    当 li试办“stall-01 CAT-01 fail --set state=none --note 靠墙的也没有 --still RQ-2026-0002”
    那么 屏幕提示有“与已存的作答相同，没有另存”
    当 li完成检查
    那么 屏幕提示有“立隐患 1 件，仍未改 2 件”
    而且 RQ-2026-0001又见 1 次
    而且 RQ-2026-0002又见 1 次
    当 li更正stall-01的“CAT-01 --part RQ-2026-0002 --set note=靠墙那一台 --why 漏写”
    那么 退出码是 0
    而且 台账校验通过

  场景: 几件仍未改的，指明撤回哪一件
    假如 li、zhao在stall-01查到两处没有装报警器：后厨、前厅
    而且 今天是 2026-04-02
    而且 li、zhao开始查这些摊位
    当 li作答“stall-01 CAT-01 fail --set state=none --note 还是没有装 --still RQ-2026-0001”
    而且 li作答“stall-01 CAT-01 fail --set state=none --note 这一处也没有 --still RQ-2026-0002”
    而且 li撤回作答“--subject stall-01 --item CAT-01”
    那么 屏幕提示有“仍未改的写 --still 编号”
    当 li撤回作答“--subject stall-01 --item CAT-01 --still RQ-2026-0001”
    那么 退出码是 0
    当 li完成检查
    那么 RQ-2026-0001又见 0 次
    而且 RQ-2026-0002又见 1 次
    而且 台账校验通过

  场景: 先答的没有写部位，后答的写了另一处：两处各立一件
    假如 li、zhao开始查这些摊位
    当 li作答“stall-01 CAT-01 fail --set state=none --note 甲灶”
    而且 li作答“stall-01 CAT-01 fail --set state=none --note 没有装 --part 乙灶”
    那么 屏幕提示有“已保存为另一处”
    而且 屏幕提示有“另有 1 处：不合格（甲灶）”
    当 li完成检查
    那么 屏幕提示有“立隐患 2 件”
    而且 台账校验通过

  场景: 仍未改的只能是这个对象、这一项、还没有办完的
    假如 li、zhao查过摊位，stall-01、stall-02没有装报警器
    而且 今天是 2026-04-02
    而且 li、zhao开始查这些摊位
    当 li作答“stall-01 CAT-01 fail --set state=none --note 没有装 --still RQ-2026-0002”
    那么 退出码是 2
    而且 屏幕提示有““RQ-2026-0002”不是这一项还没有办完的隐患”
    当 li作答“stall-01 CAT-01 pass --note 装好了 --still RQ-2026-0001”
    那么 退出码是 2
    而且 屏幕提示有“只有不合格的才写仍未改”

  场景: 仍未改记错了：更正成合格，又见的次数减回去
    假如 li、zhao查过摊位，stall-01、stall-02没有装报警器
    而且 今天是 2026-04-02
    而且 li、zhao开始查这些摊位
    当 li作答“stall-01 CAT-01 fail --set state=none --note 看错了 --still RQ-2026-0001”
    而且 li完成检查
    那么 RQ-2026-0001又见 1 次
    当 li更正stall-01的“CAT-01 --set note=门口看的 --why 漏写”
    那么 退出码是 0
    而且 RQ-2026-0001又见 1 次
    当 li更正stall-01的“CAT-01 --set answer=pass --set state= --why 看错了，已经装好”
    那么 退出码是 0
    而且 RQ-2026-0001又见 0 次
    而且 隐患有 2 件
    而且 台账校验通过

  场景: 一张全景照片照到三家：说明了合用的不算重复使用，没有说明的照样报
    假如 有一张照片“全景.jpg”
    而且 li、zhao开始查这些摊位
    当 li作答“CAT-01 fail --subjects 01-03 --set state=none --note 没有装 --evidence 全景.jpg --shared”
    而且 li完成检查
    那么 没有照片重复使用的疑点
    当 wang在命令行输入“case history RQ-2026-0001”
    那么 输出有“几个对象合用”
    假如 li、zhao开始查这些摊位
    而且 有一张照片“门口.jpg”
    当 li作答“CAT-08 fail --subjects 01-03 --set heating=fire --note 明火 --evidence 门口.jpg”
    而且 li完成检查
    那么 照片“门口.jpg”有重复使用的疑点，3 件
    而且 台账校验通过

  场景: 查完当场给摊主一张告知单，要他立即改什么、几天内改什么
    假如 li、zhao开始查这些摊位
    当 li作答“CAT-01 fail --subjects 01-02 --set state=none --note 没有装”
    而且 li出告知单“--subject stall-01 --set CAT-01=3”
    那么 退出码是 0
    而且 输出有“现场检查当场告知单”
    而且 输出有“3 日”
    而且 输出有“李检查、赵检查”
    而且 输出有“摊位01（签收）”
    而且 输出有“不编文号，不代替整改通知书”
    而且 输出没有“stall-02”
    当 li出告知单“-o 告知单.docx”
    那么 退出码是 0
    而且 Word文件“告知单.docx”里有“摊位02（签收）”和“立即”
    当 li出告知单“--subject stall-05”
    那么 退出码是 1
    而且 屏幕提示有“没有查到不合格的”

  场景: 一家一份整改通知书，市场开办者另有一份，列出各家的
    假如 摊位的市场开办者是“东街市场公司”
    而且 li、zhao查过摊位，stall-01、stall-02没有装报警器
    当 wang在命令行输入“notice office add --code 示建燃改 --title 示范区住建局 --certificate li=A1 --certificate zhao=A2”
    而且 wang一家一份签发整改通知书
    那么 退出码是 0
    而且 文书发给了“摊位01、摊位02、东街市场公司”
    而且 给“东街市场公司”的是“督促管理告知书”，列了 2 件，有“摊位01”和“摊位02”
    而且 给“东街市场公司”的写着“自送达次日起 7 日内”和“（示建燃改〔2026〕2号）”
    而且 台账校验通过

  场景: 一家一份时，只是一家的条款不引用、只是一件的期限，归那一家；哪家都不是的不签发
    假如 li、zhao开始查这些摊位
    当 li作答“CAT-01 fail --subjects 01 --set state=none --note 没有装”
    那么 退出码是 0
    当 li作答“CAT-10 fail --subjects 02 --set length=3 --note 软管太长”
    那么 退出码是 0
    当 li作答“CAT-08 fail --subjects 02 --set heating=hot_water --note 加热气瓶”
    那么 退出码是 0
    当 li完成检查
    那么 退出码是 0
    当 wang在命令行输入“notice office add --code 示建燃改 --title 示范区住建局 --certificate li=A1 --certificate zhao=A2”
    而且 wang一家一份签发整改通知书“--omit 没有这一条”
    那么 退出码是 1
    而且 屏幕提示有“要求不引用的“没有这一条”不在这些事项的依据里”
    当 wang一家一份签发整改通知书“--set days@RQ-2026-0009=3”
    那么 退出码是 2
    而且 屏幕提示有“RQ-2026-0009 不在这份文书里”
    当 wang一家一份签发整改通知书“--omit 连接管 --set days@RQ-2026-0001=3”
    那么 退出码是 0
    而且 文书发给了“摊位01、摊位02”
    而且 屏幕提示有“核对原文后 references confirm gb55009-2021 6.1.10，以后签发的即可引用”
    当 wang在命令行输入“references confirm gb55009-2021 6.1.10 --seen 纸质标准第20页”
    那么 退出码是 0
    当 qian在命令行输入“notice reissue 示建燃改〔2026〕2号 --reason 核对了条文 --yes”
    那么 退出码是 0
    而且 台账校验通过

  场景: 发给市场开办者的告知书，不拦着更正隐患的责任单位
    假如 摊位的市场开办者是“东街市场公司”
    而且 li、zhao查过摊位，stall-01、stall-02没有装报警器
    当 wang在命令行输入“notice office add --code 示建燃改 --title 示范区住建局 --certificate li=A1 --certificate zhao=A2”
    而且 wang在命令行输入“notice issue 督促管理告知书 RQ-2026-0001 RQ-2026-0002 --set address=东街”
    那么 退出码是 0
    当 wang在命令行输入“notice serve 示建燃改〔2026〕1号 --how direct --received-by 吴某”
    而且 wang在命令行输入“case correct RQ-2026-0001 --set party=摊位03 --why 店主换了 --yes”
    那么 退出码是 0
    而且 台账校验通过

  场景: 供气单位的义务，隐患归供气单位；告知单上各签各的
    假如 摊位的燃气经营者是“大山燃气公司”
    而且 li、zhao开始查这些摊位
    当 li作答“CAT-01 fail --subjects 01-02 --set state=none --note 没有装”
    而且 li作答“AGE-03 fail --subjects 01-02 --set gas=other --set years=20 --note 超期”
    而且 li出告知单“--subject stall-01”
    那么 输出有“摊位01（签收）”
    而且 输出有“大山燃气公司（签收）”
    当 li完成检查
    那么 “大山燃气公司”有 2 件

  场景: 文件里新来的摊位写名称就行，一条写到几家里也算上；旧的摊位还没改的照样问
    假如 王主管登记了东街市场（CS-0001）和它的摊位“豆花摊”
    而且 有一份检查文件“market.yaml”：
      """
      pack: 城镇燃气
      date: 2026-03-02
      inspectors: [li, zhao]
      subjects:
        - {under: CS-0001, kind: catering, name: 豆花摊}
        - {under: CS-0001, kind: catering, name: 卤味摊}
      answers:
        - {item: cat-01, subjects: all, answer: fail, values: {state: none}, note: 没有装}
      """
    当 li在命令行输入“inspect run market.yaml”
    那么 退出码是 0
    而且 隐患有 2 件，每件一家
    假如 今天是 2026-04-02
    而且 文件“market.yaml”里的“2026-03-02”改成“2026-04-02”
    当 li在命令行输入“inspect run market.yaml”
    那么 退出码是 2
    而且 屏幕提示有“market.yaml:8:”
    而且 屏幕提示有“still: RQ-2026-0002”
